import type { JobError } from './client-errors.js'
import { record, type ValueOf } from './json-schema.js'

/** The contract between those who enqueue a type of job and those who work on it. */
export interface JobType<
  Name extends string = string,
  ArgsSchema extends object = object,
  ResultSchema extends object = object,
> {
  /** As workers name it, without an architecture. */
  name: Name
  /** Stored as `name:arch`: only workers of that architecture may take it. */
  archBound: boolean
  /** All others are refused. `workers` get the jobs of their tenant, `makers` those of all; `server`: nobody. */
  claimableBy: 'workers' | 'makers' | 'server'
  /** JSON Schema of the args as they are enqueued. Unknown keys pass: workers of other versions live beside ours. */
  argsSchema: ArgsSchema
  /**
   * JSON Schema of the parts of a result that the digest reads, as lenient as Go: null is as good as absent. What it
   * does not name is never built.
   */
  resultSchema: ResultSchema
  /** Nothing of the result's lists gets into the outcome: they are read to see that they fit. */
  onlyChecksLists?: true
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
  digest(result: ResultOf<ResultSchema>): JobOutcome
  /** Number of the client error that stands for a result that does not fit. */
  misfitError: number
}

/** What a digest reads: a result that fits the schema. Nothing at all counts as a result without members. */
export type ResultOf<Schema> = NonNullable<ValueOf<Schema>>

/** Binds what a job type says in code to what it says in its schemas. */
export const defineJobType = <
  const Name extends string,
  ArgsSchema extends object,
  ResultSchema extends object,
>(
  type: JobType<Name, ArgsSchema, ResultSchema>,
): JobType<Name, ArgsSchema, ResultSchema> => type

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
export const resultBase = { job_error: jobErrorSchema } as const

interface AnyResult {
  job_error?: ValueOf<typeof jobErrorSchema>
}

/** The error of a result, if it carries one; Go workers may write null for none. */
export function jobError(result: AnyResult): Pick<JobOutcome, 'job_error'> {
  const error = readError(result.job_error)
  return error ? { job_error: error } : {}
}

/** An error as an outcome keeps it; null and no details are the same. */
export function readError(error: AnyResult['job_error']): JobError | undefined {
  if (error == null) return undefined
  return {
    id: error.id,
    reason: error.reason ?? '',
    ...(error.details != null && { details: error.details }),
  }
}

/** Without a `job_error`, old workers report in a text of another member. */
export function legacyError(
  result: AnyResult,
  text: string | null | undefined,
): Pick<JobOutcome, 'job_error'> {
  const own = jobError(result)
  return own.job_error || !text ? own : { job_error: { id: 18, reason: text } }
}
