import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface Drain {
  /** From now on every answer ends its connection. */
  announce(): void
  /** Accepts no new connections; resolves when the last one has ended. False: some were cut after `timeoutMs`. */
  finish(timeoutMs: number): Promise<boolean>
}

/**
 * Ends the keep-alive connections of a server that stops. Otherwise a worker would go on: it polls again as soon as its
 * poll is answered, on the same connection.
 */
export function createDrain(server: Server): Drain {
  const open = new Set<ServerResponse>()
  const sockets = new Set<Socket>()
  let announced = false
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.prependListener('request', (_req, res) => {
    if (announced) res.setHeader('Connection', 'close')
    open.add(res)
    res.once('close', () => open.delete(res))
  })
  return {
    announce() {
      announced = true
      for (const res of open) if (!res.headersSent) res.setHeader('Connection', 'close')
    },
    finish(timeoutMs) {
      return new Promise((resolve) => {
        let clean = true
        const deadline = setTimeout(() => {
          clean = false
          server.closeAllConnections()
        }, timeoutMs)
        const closeIdle = () => {
          server.closeIdleConnections()
          // Node counts a connection without any request as busy; proxies keep such connections in reserve.
          for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
        }
        // An answer whose head was out before the announcement leaves an idle connection behind.
        const idle = setInterval(closeIdle, 100)
        server.close(() => {
          clearTimeout(deadline)
          clearInterval(idle)
          resolve(clean)
        })
        closeIdle()
      })
    },
  }
}
