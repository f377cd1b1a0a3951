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
 * @param value decided by the caller: koji composes have other rules than plain ones
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

/** The state of a build that stands for itself. */
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

/** The state of a build that belongs to a koji compose. */
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

/** What the build reported: a result that lacks osbuild's output has an error, and its word still counts. */
function succeeded({ success, osbuild_success: ran }: OsbuildOutcome): boolean {
  return success && ran !== false
}

function outcomeOf(build: JobRow): OsbuildOutcome {
  const outcome = osbuildOutcome(build)
  if (!outcome) throw refusal(1012, `job ${build.id} finished without an outcome`)
  return outcome
}
