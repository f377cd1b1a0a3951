import { type LogContext, type Logger, withContext } from '@composer/process-kit'
import type { Response } from 'express'
import { observedStatus, requestState } from '../http/request-state.js'

export interface AnsweredRequest {
  /** Log context of the request, with the fields that handlers added. The `close` event fires outside of it. */
  context: LogContext
  method: string
  path: string
  milliseconds: number
}

/** Logs one line for every request, refused ones included. The query is left out: it may contain anything. */
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

/** Shortens the token of an attempt, which gives access to its job. The first 8 characters still identify the lines. */
function hideToken(path: string, res: Response): string {
  const { token } = requestState(res).params
  return token ? path.replace(token, `${token.slice(0, 8)}…`) : path
}
