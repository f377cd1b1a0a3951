import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { newOperationId } from '../errors/operation-id.js'
import type { HttpMetrics } from '../metrics/http-metrics.js'
import type { ErrorHandlerOptions } from './error-handler.js'

/** Listener for `clientError` of an HTTP server: a request is malformed, or its header is too large or too slow. */
export type UnreadableListener = (error: NodeJS.ErrnoException, socket: Duplex) => void

const statusOf: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** Answers a request that cannot be read. No handler sees it, but it gets an error object, a log line and a count. */
export function createUnreadableListener({
  basePath,
  catalogue,
  errors,
  logger,
  metrics,
}: ErrorHandlerOptions & { metrics: HttpMetrics }): UnreadableListener {
  return (error, socket) => {
    const { _httpMessage: open } = socket as Duplex & { _httpMessage?: ServerResponse }
    // More bytes follow a request with `Connection: close`. The answer to that request will close the connection.
    if (error.code === 'HPE_CLOSED_CONNECTION' && open) return
    if (error.code === 'HPE_CLOSED_CONNECTION') {
      socket.destroy()
      return
    }
    if (error.code === 'ECONNRESET' || !socket.writable || open?.headersSent) {
      socket.destroy()
      return
    }
    const status = statusOf[error.code ?? ''] ?? 400
    const operationId = newOperationId()
    const details = `code=${status}, message=${STATUS_CODES[status]}`
    const answer = catalogue.error(errors.badPath, details).withStatus(status)
    const body = JSON.stringify(catalogue.render(answer, basePath, operationId))
    // A connection that never sent anything also ends with 408, which is not an error of the client.
    logger.log(status === 408 ? 'debug' : 'info', 'Request cannot be read', {
      operation_id: operationId,
      status,
      reason: error.code ?? error.message,
    })
    metrics.unreadable(status)
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    )
  }
}
