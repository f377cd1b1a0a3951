import { JobError } from '@composer/worker-client'
import type { SolverError } from './forms.js'

/** Numbers of client errors. */
const DEPSOLVE_DEPENDENCY = 5
const DEPSOLVE_ERROR = 20
const MARKING_ERRORS = 21
const OTHER_SOLVER_ERROR = 22
const REPOSITORY_ERROR = 25
const JOB_DEPENDENCY = 26

/** The `job_error` of a `depsolve` job. */
export interface DepsolveJobError {
  id: number
  reason: string
  details?: unknown
}

/** The tenant's workers could not solve the packages. */
export class SolverFailure extends Error {
  override readonly name = 'SolverFailure'
  /** The answer to image-builder. */
  readonly told: SolverError
  /** The error of the manifest job. */
  readonly jobError: JobError

  constructor(told: SolverError, jobError: JobError) {
    super(told.reason)
    this.told = told
    this.jobError = jobError
  }
}

/**
 * Converts the error of a `depsolve` job to that of the manifest job, as the reference's composer does: error 5, whose
 * reason distinguishes bad requests from other failures. Its details are the error of the `depsolve` job, for the
 * clients.
 */
export function failureOfJob(error: DepsolveJobError): SolverFailure {
  const { id, reason, details } = error
  const requested = id === DEPSOLVE_ERROR || id === MARKING_ERRORS
  const sentence = requested
    ? 'Error in depsolve job dependency input, bad package set requested'
    : 'Error in depsolve job dependency'
  const told = { kind: kindOf(error), reason: typeof details === 'string' ? details : reason }
  return new SolverFailure(told, new JobError(DEPSOLVE_DEPENDENCY, sentence, [error]))
}

/** For a `depsolve` job that was cancelled while the manifest job was not. */
export const failureOfCancel = (): SolverFailure =>
  new SolverFailure(
    { kind: 'InternalError', reason: 'the depsolve job was cancelled' },
    new JobError(JOB_DEPENDENCY, 'Error in a dependency', 'the depsolve job was cancelled'),
  )

function kindOf({ id, reason }: DepsolveJobError): string {
  switch (id) {
    case DEPSOLVE_ERROR:
      return 'DepsolveError'
    case MARKING_ERRORS:
      return 'MarkingErrors'
    case REPOSITORY_ERROR:
      return 'RepoError'
    case OTHER_SOLVER_ERROR:
      return /^DNF error occurred: (\w+)$/.exec(reason)?.[1] ?? 'InternalError'
    default:
      return 'InternalError'
  }
}
