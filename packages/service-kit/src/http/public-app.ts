import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import { ApiError } from '../errors/api-error.js'
import type { ErrorCatalogue } from '../errors/error-catalogue.js'
import { newOperationId } from '../errors/operation-id.js'
import { accessLog } from '../logging/access-log.js'
import { withContext } from '../logging/context.js'
import type { Logger } from '../logging/logger.js'
import type { HttpMetrics } from '../metrics/http-metrics.js'
import { bindOperations, type OperationHandler } from './bind-operations.js'
import type { BodyReader } from './body.js'
import type { ErrorNumbers } from './error-numbers.js'
import { createMatcher, readOperations, type OpenApiDocument } from './operations.js'
import { BodyAbortedError } from './read-body.js'
import { requestState } from './request-state.js'

export interface PublicAppOptions {
  basePath: string
  document: OpenApiDocument
  handlers: Record<string, OperationHandler>
  catalogue: ErrorCatalogue
  errors: ErrorNumbers
  validate: 'strict' | 'lenient'
  bodyLimit: (operationId: string) => number
  rawBodies?: readonly string[]
  checkParams?: (operationId: string, params: Record<string, string>) => void
  bodyReader?: BodyReader
  authenticate: RequestHandler
  metrics: HttpMetrics
  logger: Logger
}

/** The public face of a service: operation id, log context, metrics, token, operation, one place for errors. */
export function createPublicApp(options: PublicAppOptions): Express {
  const { basePath, catalogue, errors } = options
  const operations = readOperations(options.document, basePath)
  const match = createMatcher(operations, basePath)
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  app.use((req, res, next) => {
    const state = requestState(res)
    state.operationId = newOperationId()
    state.params = {}
    const externalId = req.get('x-external-id')?.trim()
    withContext({ operation_id: state.operationId, ...(externalId ? { external_id: externalId } : {}) }, next)
  })
  app.use(options.metrics.observe, accessLog(options.logger), helmet())
  app.use((req, res, next) => {
    const found = matchSafely(match, req.method, req.path)
    if (found?.kind === 'operation') {
      const state = requestState(res)
      state.operation = found.operation
      state.params = found.params
    }
    next()
  })
  app.use(options.authenticate)
  app.use((req, _res, next) => {
    const found = matchSafely(match, req.method, req.path)
    if (!found) throw catalogue.error(errors.badPath, 'code=400, message=invalid URL escape in the path')
    if (found.kind === 'method') throw catalogue.error(errors.notFound, 'method not allowed')
    next()
  })
  app.use(bindOperations({ ...options, operations }))
  app.use(errorHandler(options))
  return app
}

/** Undefined: the path cannot be decoded. */
function matchSafely(match: ReturnType<typeof createMatcher>, method: string, path: string) {
  try {
    return match(method, path)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}

/** The only place where an error becomes an answer, and where one of ours is logged, once and with its cause. */
function errorHandler({ catalogue, errors, basePath, logger }: PublicAppOptions): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    if (error instanceof BodyAbortedError) {
      res.destroy()
      return
    }
    const known = error instanceof ApiError ? error : catalogue.error(errors.unexpected, '', { cause: error })
    if (known.status >= 500) logger.error('Request failed', { error_id: known.number, error: known })
    if (res.headersSent) {
      res.destroy()
      return
    }
    if (!req.complete) discardRest(req, res)
    res.status(known.status).json(catalogue.render(known, basePath, requestState(res).operationId))
  }
}

/**
 * The answer comes before the body was read: an honest client must be able to read it, so what it still sends is thrown
 * away, and the connection is not used again.
 */
function discardRest(req: express.Request, res: express.Response): void {
  res.set('Connection', 'close')
  req.resume()
}
