import { currentContext, type Logger, withContext } from '@composer/process-kit'
import type { RequestHandler, Response } from 'express'
import { observedStatus, requestState } from '../http/request-state.js'

/** One line for every request, refused ones included. The query is left out: it is the caller's. */
export function accessLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const started = performance.now()
    const { method, path } = req
    const context = currentContext()
    res.once('close', () => {
      const { principal, error, answered } = requestState(res)
      const line = {
        method,
        uri: hideToken(path, res),
        status: observedStatus(res),
        latency_ms: Math.round(performance.now() - started),
        channel: principal?.channel ?? null,
        ...(error ? { error_id: error.number, error: error.message } : {}),
        ...(answered ? {} : { aborted: true }),
      }
      // The event comes in the connection's context; what handlers added to the request's own must be on the line.
      withContext(context, () => logger.info('Request', line))
    })
    next()
  }
}

/** The token of an attempt opens its job to whoever reads it: its beginning is enough to find a worker's lines. */
function hideToken(path: string, res: Response): string {
  const { token } = requestState(res).params
  return token ? path.replace(token, `${token.slice(0, 8)}…`) : path
}
