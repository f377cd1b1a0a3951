/** An error of a service's catalogue on its way to the client. `details` is answered; `cause` is only logged. */
export class ApiError extends Error {
  readonly number: number
  readonly status: number
  readonly reason: string
  readonly details: unknown
  constructor(number: number, status: number, reason: string, details: unknown, options?: ErrorOptions) {
    super(typeof details === 'string' && details !== '' ? `${reason}: ${details}` : reason, options)
    this.name = 'ApiError'
    this.number = number
    this.status = status
    this.reason = reason
    this.details = details
  }

  /** The same error with another HTTP status, where a route needs one. */
  withStatus(status: number): ApiError {
    return new ApiError(this.number, status, this.reason, this.details, { cause: this.cause })
  }
}
