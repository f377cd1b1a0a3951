import type { GraphRow, JobRow } from '@composer/jobqueue'
import type { KojiJobs } from './compose-roles.js'
import { describeImage, hasFailed, kojiImageValue } from './image-status.js'
import { jobErrorOf, kojiInitOutcome } from './outcomes.js'
import type { ComposeStatus, ComposeStatusValue } from './schemas.js'
import type { ArtifactPath } from './upload-status.js'

/** The members of a koji compose's status. */
export function describeKoji(
  graph: GraphRow,
  { init, builds, finalize }: KojiJobs,
  artifactPath: ArtifactPath,
) {
  const [first, ...others] = builds
  const image = (build: JobRow) => describeImage(graph, build, kojiImageValue(build, init), artifactPath)
  const firstStatus = image(first)
  return {
    status: composeValue(finalize, init, builds),
    image_status: firstStatus,
    image_statuses: [firstStatus, ...others.map(image)],
    koji_status: kojiBuild(init),
  } satisfies Partial<ComposeStatus>
}

/**
 * The status of the compose. It stays `pending` until the import into Koji has ended, even when every image is built.
 */
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
