import { once } from 'node:events'
import { chmod, lstat, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect } from 'node:net'

/** Long polls and uploads last as long as they last; only a head must come soon. Idle connections outlive the workers' 90 s. */
export const httpLimits = {
  requestTimeout: 0,
  headersTimeout: 15_000,
  keepAliveTimeout: 120_000,
  maxHeaderSize: 32 * 1024,
  maxRequestsPerSocket: 0,
} as const

export interface Listening {
  server: Server
  /** `http://host:port`, or `unix:/path`. */
  url: string
}

/** @param port a number (0: any free one) or the path of a unix socket, where a dead one is replaced */
export async function listen(app: RequestListener, port: number | string, host: string): Promise<Listening> {
  const server = createServer(httpLimits, app)
  server.timeout = 0
  if (typeof port === 'string') {
    await removeDeadSocket(port)
    server.listen(port)
    await once(server, 'listening')
    await chmod(port, 0o660)
    return { server, url: `unix:${port}` }
  }
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no address')
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return { server, url: `http://${name}:${address.port}` }
}

async function removeDeadSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (!found) return
  if (!found.isSocket()) throw new Error(`${path} exists and is no socket`)
  const client = connect(path)
  const alive = await Promise.race([
    once(client, 'connect').then(() => true),
    once(client, 'error').then(() => false),
  ]).catch(() => false)
  client.destroy()
  if (alive) throw new Error(`Another process listens on ${path}`)
  await rm(path)
}
