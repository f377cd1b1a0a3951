import type { OsbuildOutcome } from '@composer/contracts'
import type { GraphRow, JobRow } from '@composer/jobqueue'
import { refusal } from '../errors.js'
import { describeJobError } from './job-error.js'
import { jobErrorOf, osbuildOutcome } from './outcomes.js'
import { progressOf } from './progress.js'
import type { ImageStatus, ImageStatusValue } from './schemas.js'
import { uploadStatuses } from './upload-status.js'
import type { ArtifactPath } from './upload-status.js'

/**
 * The status of one image from its build job.
 * @param value the status, which the caller derives: the rules of koji composes differ from those of plain composes
 */
export function describeImage(
  graph: GraphRow,
  build: JobRow,
  value: ImageStatusValue,
  artifactPath: ArtifactPath,
): ImageStatus {
  const error = describeJobError(graph, build)
  const uploads = uploadStatuses(build, artifactPath)
  const [first] = uploads
  return {
    status: value,
    ...progressOf(build),
    ...(first && { upload_status: first, upload_statuses: uploads }),
    ...(error && { error }),
  }
}

/** The status of the image of a plain (not koji) compose. */
export function plainImageValue(build: JobRow): ImageStatusValue {
  switch (build.state) {
    case 'cancelled':
      return 'failure'
    case 'waiting':
    case 'ready':
      return 'pending'
    case 'running':
      return 'building'
    case 'finished':
      return succeeded(outcomeOf(build)) ? 'success' : 'failure'
  }
}

/** The status of one image of a koji compose; it also fails when the `koji-init` job has failed. */
export function kojiImageValue(build: JobRow, init: JobRow): ImageStatusValue {
  if (jobErrorOf(init) || (build.state === 'finished' && hasFailed(build))) return 'failure'
  return plainImageValue(build)
}

/**
 * Whether a finished build failed: by a job error, or by osbuild itself.
 * @throws error 1012 when the job finished without a digest of its result
 */
export function hasFailed(build: JobRow): boolean {
  const outcome = outcomeOf(build)
  return outcome.job_error !== undefined || !succeeded(outcome)
}

/**
 * Whether the build succeeded. A result without osbuild's output has no `osbuild_success`; then `success` alone
 * decides.
 */
function succeeded({ success, osbuild_success: ran }: OsbuildOutcome): boolean {
  return success && ran !== false
}

function outcomeOf(build: JobRow): OsbuildOutcome {
  const outcome = osbuildOutcome(build)
  if (!outcome) throw refusal(1012, `job ${build.id} finished without an outcome`)
  return outcome
}
