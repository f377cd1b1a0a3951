import type { AnyOperation } from '@composer/contracts'
import { type Logger, withContext } from '@composer/process-kit'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import { newOperationId } from '../errors/operation-id.js'
import { accessLog } from '../logging/access-log.js'
import type { HttpMetrics } from '../metrics/http-metrics.js'
import { createUnreadableListener, type UnreadableListener } from './answer-unreadable.js'
import { bindOperations, type BindOptions, type BoundOptions } from './bind-operations.js'
import { discardRest } from './discard-rest.js'
import { createErrorHandler } from './error-handler.js'
import { createMatcher, type Match } from './match-operation.js'
import { limitOpenRequests, type OpenRequestLimit } from './limit-open-requests.js'
import { requestState } from './request-state.js'

interface ChainOptions {
  basePath: string
  authenticate: RequestHandler
  metrics: HttpMetrics
  logger: Logger
  openRequests?: OpenRequestLimit
}

const maxExternalIdLength = 256

/** The chain and a streamed answer listen for the end of a response at about a dozen places: no leak. */
const maxResponseListeners = 30

export type PublicApp = Express & { answerUnreadable: UnreadableListener }

/** The public face of a service: operation id, log context, metrics, token, operation, one place for errors. */
export function createPublicApp<
  Operations = Record<string, AnyOperation>,
  Validate extends 'strict' | 'lenient' = 'strict' | 'lenient',
  const Raw extends string = never,
>(options: BindOptions<Operations, Validate, Raw> & ChainOptions): PublicApp {
  return createChain(options)
}

function createChain(options: BoundOptions & ChainOptions): PublicApp {
  const { basePath } = options
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  app.use(beginRequest(createMatcher(options.document, basePath)))
  app.use(options.metrics.observe, accessLog(options.logger), helmet())
  app.use(refuseOutside(basePath))
  app.use(options.authenticate)
  if (options.openRequests)
    app.use(limitOpenRequests(options.openRequests, options.catalogue, options.errors))
  app.use(refuseUnmatched(options))
  app.use(bindOperations(options))
  app.use(createErrorHandler(options))
  return Object.assign(app, { answerUnreadable: createUnreadableListener(options) })
}

function beginRequest(match: (method: string, path: string) => Match): RequestHandler {
  return (req, res, next) => {
    const state = requestState(res)
    res.setMaxListeners(maxResponseListeners)
    // Node calls a response finished too when its client left in the middle of it.
    res.once('finish', () => (state.answered = !req.socket.destroyed))
    state.operationId = newOperationId()
    state.match = match(req.method, req.path)
    state.operation = state.match.kind === 'operation' ? state.match.operation : undefined
    state.params = state.match.kind === 'operation' ? state.match.params : {}
    const externalId = req.get('x-external-id')?.trim().slice(0, maxExternalIdLength)
    withContext({ operation_id: state.operationId, ...(externalId ? { external_id: externalId } : {}) }, next)
  }
}

/** Nothing of the API is there, so neither its tokens nor its error objects are. */
function refuseOutside(basePath: string): RequestHandler {
  return (req, res, next) => {
    if (req.path.startsWith(`${basePath}/`)) {
      next()
      return
    }
    discardRest(req)
    res.status(404).type('text/plain').send('404 page not found\n')
  }
}

function refuseUnmatched({ catalogue, errors }: BoundOptions): RequestHandler {
  return (_req, res, next) => {
    const { match } = requestState(res)
    switch (match.kind) {
      case 'operation':
        next()
        return
      case 'undecodable':
        throw catalogue.error(errors.badPath, 'code=400, message=invalid URL escape in the path')
      case 'method':
        throw catalogue.error(errors.notFound, 'method not allowed')
      case 'none':
        throw catalogue.error(errors.notFound, 'no matching operation was found')
    }
  }
}
