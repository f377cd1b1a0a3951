import { type LogContext, type Logger, withContext } from '@composer/process-kit'
import type { Response } from 'express'
import { observedStatus, requestState } from '../http/request-state.js'

export interface AnsweredRequest {
  /** Of the request: the end of a response comes in the connection's, and what handlers added must be on the line. */
  context: LogContext
  method: string
  path: string
  milliseconds: number
}

/** One line for every request, refused ones included. The query is left out: it is the caller's. */
export function accessLog(logger: Logger): (request: AnsweredRequest, res: Response) => void {
  return ({ context, method, path, milliseconds }, res) => {
    if (!logger.isLevelEnabled('info')) return
    const { principal, error, answered } = requestState(res)
    const line = {
      method,
      uri: hideToken(path, res),
      status: observedStatus(res),
      latency_ms: Math.round(milliseconds),
      channel: principal?.channel ?? null,
      ...(error ? { error_id: error.number, error: error.message } : {}),
      ...(answered ? {} : { aborted: true }),
    }
    withContext(context, () => logger.info('Request', line))
  }
}

/** The token of an attempt opens its job to whoever reads it: its beginning is enough to find a worker's lines. */
function hideToken(path: string, res: Response): string {
  const { token } = requestState(res).params
  return token ? path.replace(token, `${token.slice(0, 8)}…`) : path
}
