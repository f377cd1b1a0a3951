import { currentContext, type Logger, withContext } from '@composer/process-kit'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { newOperationId } from '../errors/operation-id.js'
import { accessLog } from '../logging/access-log.js'
import type { HttpMetrics } from '../metrics/http-metrics.js'
import { bindOperations, type BoundOptions } from './bind-operations.js'
import { discardRest } from './discard-rest.js'
import { limitOpenRequests, type OpenRequestLimit } from './limit-open-requests.js'
import { createMatcher, type Match } from './match-operation.js'
import { requestState, type RequestState } from './request-state.js'

export type ChainOptions = BoundOptions & {
  basePath: string
  /** Sets the principal and goes on; or answers, or throws. */
  authenticate: RequestHandler
  metrics: HttpMetrics
  logger: Logger
  openRequests?: OpenRequestLimit
}

const maxExternalIdLength = 256

/** The chain and a streamed answer listen for the end of a response at about a dozen places: no leak. */
const maxResponseListeners = 30

/**
 * Everything in front of the operations, as one middleware: each costs Express more than what most of them do. What is
 * thrown on the way reaches the error handler.
 */
export function createRequestChain(options: ChainOptions): RequestHandler {
  const { authenticate, basePath, catalogue, errors, metrics } = options
  const match = createMatcher(options.document, basePath)
  const watch = watcher(metrics, options.logger)
  const admit = options.openRequests && limitOpenRequests(options.openRequests, catalogue, errors)
  const operate = bindOperations(options)

  const answer = (req: Request, res: Response): Promise<void> => {
    admit?.(res)
    refuseUnmatched(requestState(res).match, options)
    return operate(req, res)
  }
  return (req, res, next) => {
    const state = beginRequest(req, res, match)
    const externalId = externalIdOf(req)
    const ids = { operation_id: state.operationId, ...(externalId ? { external_id: externalId } : {}) }
    return withContext(ids, () => {
      watch(req, res)
      // Nothing of the API is outside, so neither its tokens nor its error objects are.
      if (!req.path.startsWith(`${basePath}/`)) return refuseOutside(req, res)
      return authenticate(req, res, (error?: unknown) => {
        if (error) next(error)
        else forward(next, () => answer(req, res))
      })
    })
  }
}

/** When the answer is out or its client is gone: one count and one line for every request, refused ones included. */
function watcher(metrics: HttpMetrics, logger: Logger): (req: Request, res: Response) => void {
  const log = accessLog(logger)
  return (req, res) => {
    const started = performance.now()
    const { method, path } = req
    const context = currentContext()
    res.on('close', () => {
      const milliseconds = performance.now() - started
      metrics.observe(method, res, milliseconds / 1000)
      log({ context, method, path, milliseconds }, res)
    })
  }
}

function beginRequest(
  req: Request,
  res: Response,
  match: (method: string, path: string) => Match,
): RequestState {
  const state = requestState(res)
  res.setMaxListeners(maxResponseListeners)
  // Node calls a response finished too when its client left in the middle of it.
  res.on('finish', () => (state.answered = !req.socket.destroyed))
  state.operationId = newOperationId()
  state.match = match(req.method, req.path)
  state.operation = state.match.kind === 'operation' ? state.match.operation : undefined
  state.params = state.match.kind === 'operation' ? state.match.params : {}
  return state
}

const externalIdOf = ({ headers }: Request): string | undefined =>
  headers['x-external-id']?.toString().trim().slice(0, maxExternalIdLength)

/** Express sees what a middleware throws, not what the function throws that the middleware handed on. */
function forward(next: NextFunction, work: () => Promise<void>): void {
  try {
    work().catch(next)
  } catch (error) {
    next(error)
  }
}

function refuseOutside(req: Request, res: Response): void {
  discardRest(req)
  res.status(404).type('text/plain').send('404 page not found\n')
}

/** @throws the error for a request that names no operation */
function refuseUnmatched({ kind }: Match, { catalogue, errors }: BoundOptions): void {
  switch (kind) {
    case 'operation':
      return
    case 'undecodable':
      throw catalogue.error(errors.badPath, 'code=400, message=invalid URL escape in the path')
    case 'method':
      throw catalogue.error(errors.notFound, 'method not allowed')
    case 'none':
      throw catalogue.error(errors.notFound, 'no matching operation was found')
  }
}
