/** An error of a service's catalogue on its way to the client. `details` is answered; `cause` is only logged. */
export class ApiError extends Error {
  readonly number: number
  readonly status: number
  readonly reason: string
  readonly details: unknown
  /** When to try again, where that is known: the Retry-After header. */
  readonly retryAfterSeconds: number | undefined
  constructor(
    number: number,
    status: number,
    reason: string,
    details: unknown,
    options?: ErrorOptions & { retryAfterSeconds?: number },
  ) {
    super(typeof details === 'string' && details !== '' ? `${reason}: ${details}` : reason, options)
    this.name = 'ApiError'
    this.number = number
    this.status = status
    this.reason = reason
    this.details = details
    this.retryAfterSeconds = options?.retryAfterSeconds
  }

  /** The same error with another HTTP status, where a route needs one. */
  withStatus(status: number): ApiError {
    return new ApiError(this.number, status, this.reason, this.details, { cause: this.cause })
  }

  /** The same error with the advice to try again after so many seconds. */
  withRetryAfter(retryAfterSeconds: number): ApiError {
    const { number, status, reason, details, cause } = this
    return new ApiError(number, status, reason, details, { cause, retryAfterSeconds })
  }
}
