import type { RequestHandler } from 'express'
import { requestState } from '../http/request-state.js'
import { withContext } from './context.js'
import type { Logger } from './logger.js'

/** One line for every request, refused ones included. The query is left out: it is the caller's. */
export function accessLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const started = performance.now()
    const { method, path } = req
    const externalId = req.get('x-external-id')?.trim()
    res.once('close', () => {
      const { operationId, principal } = requestState(res)
      const line = {
        method,
        uri: path,
        status: res.statusCode,
        latency_ms: Math.round(performance.now() - started),
        ...(principal ? { channel: principal.channel } : {}),
        ...(res.writableFinished ? {} : { aborted: true }),
      }
      const ids = { operation_id: operationId, ...(externalId ? { external_id: externalId } : {}) }
      withContext(ids, () => logger.info('Request', line))
    })
    next()
  }
}
