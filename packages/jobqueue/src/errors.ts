/** A dependency names no job of the channel, or one that was cancelled or deleted: such a job would wait for ever. */
export class UnknownDependencyError extends Error {
  readonly jobId: string
  constructor(jobId: string) {
    super(`There is no job ${jobId} to depend on`)
    this.jobId = jobId
    this.name = 'UnknownDependencyError'
  }
}

/** The idempotency key was used in the last 24 hours with another request. */
export class IdempotencyConflictError extends Error {
  readonly composeId: string
  constructor(composeId: string) {
    super(`The idempotency key belongs to another request, answered with compose ${composeId}`)
    this.composeId = composeId
    this.name = 'IdempotencyConflictError'
  }
}

/** A plan that cannot be stored: duplicate or unknown refs, or no job at all. */
export class InvalidGraphError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'InvalidGraphError'
  }
}

/** A claim failed on the way: jobs may have been handed out under these tokens, and nobody has them. Give them back. */
export class ClaimInterruptedError extends Error {
  readonly tokens: readonly string[]
  constructor(tokens: readonly string[], cause: unknown) {
    super(`A claim failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.tokens = tokens
    this.name = 'ClaimInterruptedError'
  }
}
