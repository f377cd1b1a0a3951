import type { Selection } from '@composer/raw-json'
import type { JobError } from './client-errors.js'

/** The contract between those who enqueue a type of job and those who work on it. */
export interface JobType<Name extends string = string> {
  /** As workers name it, without an architecture. */
  name: Name
  /** Stored as `name:arch`: only workers of that architecture may take it. */
  archBound: boolean
  /** `server`: a worker that asks for it is refused. */
  claimableBy: 'workers' | 'server'
  /** JSON Schemas. Unknown keys pass: workers of other versions live beside ours. */
  argsSchema: object
  resultSchema: object
  /**
   * What a failed dependency does. `run`: the job runs and its worker sees the error in the dynamic args. Otherwise the
   * job finishes at once with the error named for the dependency's type, without a round trip to a worker that would not
   * look.
   */
  onDependencyFailure: 'run' | Readonly<Record<string, JobError>>
  /** Somebody waits for its finish with an open request. */
  awaited: boolean
  /** The parts of a result that the digest reads; the rest is never built. */
  selection: Selection
  /** The digest of a result that fits: what status needs. */
  digest(result: Record<string, unknown>): JobOutcome
  /** Number of the client error that stands for a result that does not fit. */
  misfitError: number
}

/** The small digest of a result that is stored beside it. Types add what their documents show. */
export interface JobOutcome {
  job_error?: JobError
  [member: string]: unknown
}

export const nullable = (type: string) => ({ type: [type, 'null'] }) as const
export const strings = { type: ['array', 'null'], items: { type: 'string' } } as const

export const jobErrorSchema = {
  type: ['object', 'null'],
  properties: { id: { type: 'integer' }, reason: { type: 'string' }, details: {} },
  required: ['id'],
} as const

/** Members that every result may carry. */
export const resultBase = { job_error: jobErrorSchema, progress: {} } as const

export const noArgs = { type: 'object' } as const

/** The error of a result, if it carries one; Go workers may write null for none. */
export function jobError(result: Record<string, unknown>): Pick<JobOutcome, 'job_error'> {
  const error = result.job_error as JobError | null | undefined
  if (!error) return {}
  return { job_error: { ...error, reason: error.reason ?? '' } }
}

/** Without a `job_error`, old workers report in a text of another member. */
export function legacyError(result: Record<string, unknown>, member: string): Pick<JobOutcome, 'job_error'> {
  const own = jobError(result)
  const text = result[member]
  return own.job_error || typeof text !== 'string' || text === ''
    ? own
    : { job_error: { id: 18, reason: text } }
}
