import type { JobRow } from '@composer/jobqueue'
import { refusal } from '../errors.js'
import { describeImage, hasFailed, kojiImageValue } from './image-status.js'
import type { FindJob } from './job-error.js'
import { jobErrorOf, kojiInitOutcome } from './outcomes.js'
import type { ComposeStatus, ComposeStatusValue } from './schemas.js'
import type { ArtifactPath } from './upload-status.js'

/** The jobs of a koji compose that its documents speak of. */
export interface KojiJobs {
  init: JobRow
  /** In the order of the request's images. */
  builds: [JobRow, ...JobRow[]]
}

/**
 * Follows the dependencies of a koji-finalize job: koji-init first, then the builds.
 * @throws error 1015 when there is no build among them
 */
export function kojiJobs(finalize: JobRow, findJob: FindJob): KojiJobs {
  const [init, first, ...others] = finalize.dependsOn.flatMap((id) => findJob(id) ?? [])
  if (!init || !first) throw refusal(1015, `koji compose ${finalize.id} has no image builds`)
  return { init, builds: [first, ...others] }
}

/** The members of a koji compose's status. */
export function describeKoji(finalize: JobRow, findJob: FindJob, artifactPath: ArtifactPath) {
  const { init, builds } = kojiJobs(finalize, findJob)
  const [first, ...others] = builds
  const image = (build: JobRow) => describeImage(build, kojiImageValue(build, init), findJob, artifactPath)
  const firstStatus = image(first)
  return {
    status: composeValue(finalize, init, builds),
    image_status: firstStatus,
    image_statuses: [firstStatus, ...others.map(image)],
    koji_status: kojiBuild(init),
  } satisfies Partial<ComposeStatus>
}

/** Stays pending until the import is over, even when every image is built. */
function composeValue(finalize: JobRow, init: JobRow, builds: JobRow[]): ComposeStatusValue {
  switch (finalize.state) {
    case 'cancelled':
      return 'failure'
    case 'waiting':
    case 'ready':
    case 'running':
      return 'pending'
    case 'finished':
      return jobErrorOf(finalize) || jobErrorOf(init) || builds.some(buildFailed) ? 'failure' : 'success'
  }
}

function buildFailed(build: JobRow): boolean {
  return build.state === 'cancelled' || hasFailed(build)
}

function kojiBuild(init: JobRow): { build_id?: number } {
  const id = kojiInitOutcome(init)?.build_id
  return id ? { build_id: id } : {}
}
