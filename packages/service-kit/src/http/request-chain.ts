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
  /** Sets the principal and calls `next`, or answers the request, or throws. */
  authenticate: RequestHandler
  metrics: HttpMetrics
  logger: Logger
  openRequests?: OpenRequestLimit
}

const maxExternalIdLength = 256

/** About a dozen places listen for the end of a response; more than Node's default of 10 is no leak here. */
const maxResponseListeners = 30

/**
 * Does everything that comes before an operation, in one middleware, because each middleware of its own would cost more
 * in Express than most of these steps. Errors reach the error handler.
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
      // Paths outside the base path are not part of the API: no token is checked, and the answer is no error object.
      if (!req.path.startsWith(`${basePath}/`)) return refuseOutside(req, res)
      return authenticate(req, res, (error?: unknown) => {
        if (error) next(error)
        else forward(next, () => answer(req, res))
      })
    })
  }
}

/** Counts and logs every request, refused ones included, when it was answered or its client has gone. */
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
  // Node also emits `finish` when the client has left in the middle of the response.
  res.on('finish', () => (state.answered = !req.socket.destroyed))
  state.operationId = newOperationId()
  state.match = match(req.method, req.path)
  state.operation = state.match.kind === 'operation' ? state.match.operation : undefined
  state.params = state.match.kind === 'operation' ? state.match.params : {}
  return state
}

const externalIdOf = ({ headers }: Request): string | undefined =>
  headers['x-external-id']?.toString().trim().slice(0, maxExternalIdLength)

/** Passes errors of `work` to `next`: it runs after the authentication, so Express does not catch what it throws. */
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
