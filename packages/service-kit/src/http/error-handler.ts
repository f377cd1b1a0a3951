import type { Logger } from '@composer/process-kit'
import type { ErrorRequestHandler } from 'express'
import { ApiError } from '../errors/api-error.js'
import type { ErrorCatalogue } from '../errors/error-catalogue.js'
import { discardRest } from './discard-rest.js'
import type { ErrorNumbers } from './error-numbers.js'
import { BodyAbortedError } from './read-body.js'
import { requestState } from './request-state.js'

export interface ErrorHandlerOptions {
  basePath: string
  catalogue: ErrorCatalogue
  errors: ErrorNumbers
  logger: Logger
}

/** Turns every error into an answer, and logs errors of the service (5xx) once, with their cause. */
export function createErrorHandler(options: ErrorHandlerOptions): ErrorRequestHandler {
  const { catalogue, errors, basePath, logger } = options
  return (error: unknown, req, res, _next) => {
    if (error instanceof BodyAbortedError) {
      res.destroy()
      return
    }
    const known = error instanceof ApiError ? error : catalogue.error(errors.unexpected, '', { cause: error })
    const state = requestState(res)
    state.error = known
    // An overload is not a defect, and lines of level error are sent as reports.
    if (known.status === 503)
      logger.warn('Request refused', { error_id: known.number, reason: known.message })
    else if (known.status >= 500) logger.error('Request failed', { error_id: known.number, error: known })
    if (res.headersSent) {
      res.destroy()
      return
    }
    discardRest(req)
    if (known.retryAfterSeconds !== undefined) res.set('Retry-After', String(known.retryAfterSeconds))
    res.status(known.status).json(catalogue.render(known, basePath, state.operationId))
  }
}
