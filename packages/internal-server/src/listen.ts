import { once } from 'node:events'
import { chmod, lstat, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Long polls and uploads have no time limit here; only the head of a request has one. Idle connections outlive the workers'
 * 90 s, and the system probes whether the other end of a silent one is still there.
 */
export const httpLimits = {
  keepAlive: true,
  keepAliveInitialDelay: 30_000,
  requestTimeout: 0,
  headersTimeout: 15_000,
  keepAliveTimeout: 120_000,
  maxHeaderSize: 32 * 1024,
} as const

export type ListeningApp = RequestListener & {
  /** Answers bytes that are no HTTP request. */
  answerUnreadable?: (error: Error, socket: Duplex) => void
  /** What the server makes requests and responses of. */
  messageTypes?: Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>
}

export interface Listening {
  server: Server
  /** `http://host:port`, or `unix:/path`. */
  url: string
}

/**
 * @param port a number (0: any free one) or the path of a unix socket; a socket file that no process serves is replaced
 * @throws Error when the address is taken
 */
export async function listen(app: ListeningApp, port: number | string, host: string): Promise<Listening> {
  const server = createServer({ ...httpLimits, ...app.messageTypes }, app)
  server.timeout = 0
  if (app.answerUnreadable) server.on('clientError', app.answerUnreadable)
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
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!found) return
  if (!found.isSocket()) throw new Error(`${path} exists and is no socket`)
  if (await answers(path)) throw new Error(`Another process listens on ${path}`)
  await rm(path)
}

async function answers(path: string): Promise<boolean> {
  const client = connect(path)
  try {
    await once(client, 'connect')
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return false
    throw error
  } finally {
    client.destroy()
  }
}
