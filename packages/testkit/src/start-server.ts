import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { listenOnLoopback } from './listen-on-loopback.js'

export interface TestServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string
  port: number
  close(): Promise<void>
}

/** A real HTTP server on loopback: a given one, or one around an Express app or a plain listener. */
export async function startServer(app: RequestListener | Server): Promise<TestServer> {
  const server = typeof app === 'function' ? createServer(app) : app
  const port = await listenOnLoopback(server)
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      if (!server.listening) return
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
