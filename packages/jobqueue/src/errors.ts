/**
 * A dependency names a job that is not in the channel, or that was cancelled or deleted. A job that depends on it would
 * wait for ever.
 */
export class UnknownDependencyError extends Error {
  readonly jobId: string
  constructor(jobId: string) {
    super(`There is no job ${jobId} to depend on`)
    this.jobId = jobId
    this.name = 'UnknownDependencyError'
  }
}

/** The idempotency key was used in the last 24 hours with a different request. */
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

/**
 * A claim failed before its answer arrived. Jobs may have been claimed with these tokens, and no worker knows of them:
 * the caller must give them back.
 */
export class ClaimInterruptedError extends Error {
  readonly tokens: readonly string[]
  constructor(tokens: readonly string[], cause: unknown) {
    super(`A claim failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.tokens = tokens
    this.name = 'ClaimInterruptedError'
  }
}
