/** A failure with a client error number. If a handler throws it, it becomes the job's `job_error`. */
export class JobError extends Error {
  override readonly name = 'JobError'
  readonly id: number
  readonly details: unknown

  constructor(id: number, reason: string, details?: unknown) {
    super(reason)
    this.id = id
    this.details = details
  }

  toJSON(): { id: number; reason: string; details?: unknown } {
    return { id: this.id, reason: this.message, ...(this.details !== undefined && { details: this.details }) }
  }
}

/** Client errors a worker raises most; the numbers are the worker API's. */
export const JOB_ERROR = {
  manifestGeneration: 8,
  manifestDependency: 9,
  jobDependency: 26,
  parsingJobArgs: 29,
  jobPanicked: 37,
} as const

/** Reason of the handler's abort signal: the job was cancelled. */
export class JobCancelledError extends Error {
  override readonly name = 'JobCancelledError'
}

/** Reason of the handler's abort signal: the server no longer knows this attempt. */
export class JobLostError extends Error {
  override readonly name = 'JobLostError'
}
