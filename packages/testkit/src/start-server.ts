import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'

export interface TestServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string
  close(): Promise<void>
}

/** A real HTTP server on loopback around an Express app or a plain listener. */
export async function startServer(app: RequestListener): Promise<TestServer> {
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no address')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      if (!server.listening) return
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
