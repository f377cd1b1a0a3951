/** An error of a service's catalogue that is to be sent to the client. `details` is sent; `cause` is only logged. */
export class ApiError extends Error {
  readonly number: number
  readonly status: number
  readonly reason: string
  readonly details: unknown
  /** Value of the Retry-After header; undefined: the answer has none. */
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

  /** A copy with another HTTP status, for a route that needs one. */
  withStatus(status: number): ApiError {
    return new ApiError(this.number, status, this.reason, this.details, { cause: this.cause })
  }

  /** A copy that asks the client to try again after this many seconds. */
  withRetryAfter(retryAfterSeconds: number): ApiError {
    const { number, status, reason, details, cause } = this
    return new ApiError(number, status, reason, details, { cause, retryAfterSeconds })
  }
}
