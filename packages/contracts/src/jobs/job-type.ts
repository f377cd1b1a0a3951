import type { Selection } from '@composer/raw-json'
import type { JobError } from './client-errors.js'
import { record } from './json-schema.js'

/** The contract between those who enqueue a type of job and those who work on it. */
export interface JobType<Name extends string = string> {
  /** As workers name it, without an architecture. */
  name: Name
  /** Stored as `name:arch`: only workers of that architecture may take it. */
  archBound: boolean
  /** Whoever else asks for it is refused. `workers` get the jobs of their tenant, `makers` those of all; `server`: nobody. */
  claimableBy: 'workers' | 'makers' | 'server'
  /** JSON Schema of the args as they are enqueued. Unknown keys pass: workers of other versions live beside ours. */
  argsSchema: object
  /** JSON Schema of the parts of a result that `selection` names, as lenient as Go: null is as good as absent. */
  resultSchema: object
  /** The parts of a result that the digest reads; the rest is never built. */
  selection: { readonly [member: string]: Selection }
  /** Members that a result without `job_error` cannot do without; null will do. */
  needs: readonly string[]
  /**
   * What a failed dependency does. `run`: the job runs and its worker sees the error in the dynamic args. Otherwise the
   * job finishes at once with the error named for the dependency's type, or that under `*`, without a round trip to a
   * worker that would not look.
   */
  onDependencyFailure: 'run' | Readonly<Record<string, JobError>>
  /** Somebody waits for its finish with an open request. */
  awaited: boolean
  /** The args may hold hashed passwords, activation keys and repositories' credentials: erased when the job ends. */
  confidential: boolean
  /**
   * The digest of a result that fits: what status needs.
   * @throws ResultMisfitError when the result cannot be what the job was for
   */
  digest(result: Record<string, unknown>): JobOutcome
  /** Number of the client error that stands for a result that does not fit. */
  misfitError: number
}

/** The small digest of a result that is stored beside it. Types add what their documents show. */
export interface JobOutcome {
  job_error?: JobError
  [member: string]: unknown
}

/** A result has the right kinds of members and is still none of its type. The message names the member. */
export class ResultMisfitError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ResultMisfitError'
  }
}

export const jobErrorSchema = record(
  { id: { type: 'integer' }, reason: { type: ['string', 'null'] }, details: {} },
  ['id'],
)

/** Members that every result may carry. */
export const resultBase = { job_error: jobErrorSchema, progress: {} } as const

export const jobErrorSelection = { id: true, reason: true, details: true } as const

/** The error of a result, if it carries one; Go workers may write null for none. */
export function jobError(result: Record<string, unknown>): Pick<JobOutcome, 'job_error'> {
  const error = readError(result.job_error)
  return error ? { job_error: error } : {}
}

/** An error as an outcome keeps it; null and no details are the same. */
export function readError(value: unknown): JobError | undefined {
  const error = value as { id: number; reason?: string | null; details?: unknown } | null | undefined
  if (error == null) return undefined
  return {
    id: error.id,
    reason: error.reason ?? '',
    ...(error.details != null && { details: error.details }),
  }
}

/** Without a `job_error`, old workers report in a text of another member. */
export function legacyError(result: Record<string, unknown>, member: string): Pick<JobOutcome, 'job_error'> {
  const own = jobError(result)
  const text = result[member]
  return own.job_error || typeof text !== 'string' || text === ''
    ? own
    : { job_error: { id: 18, reason: text } }
}
