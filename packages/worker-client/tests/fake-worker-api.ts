import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface ReceivedCall {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

type Reply = { status: number; json?: unknown; raw?: string } | 'hang up' | 'never'

/** A server on loopback that answers as a test tells it to and remembers what it was asked. */
export interface FakeServer {
  url: string
  calls: ReceivedCall[]
  /** Decides the answer of each call; may wait. */
  answer: (call: ReceivedCall) => Reply | Promise<Reply>
  /** Settles with the first call, past or coming, that fits. */
  received(fits: (call: ReceivedCall) => boolean): Promise<ReceivedCall>
  close(): Promise<void>
}

export const BASE = '/api/image-builder-worker/v1'
const TOKEN = '5d1c9d0e-2222-4b4b-8d8d-bbbbbbbbbbbb'
export const JOB_PATH = `${BASE}/jobs/${TOKEN}`

/** The body of an answered request for a job. */
export function requestedJob(overrides: Record<string, unknown> = {}) {
  return {
    href: `${BASE}/jobs`,
    id: '0b0f1f3c-1111-4a4a-9c9c-aaaaaaaaaaaa',
    kind: 'RequestJob',
    location: JOB_PATH,
    artifact_location: `${JOB_PATH}/artifacts/`,
    type: 'osbuild',
    args: {},
    ...overrides,
  }
}

export async function startFakeServer(
  listen: { path: string } | { port: number } = { port: 0 },
): Promise<FakeServer> {
  const waiting: { fits: (call: ReceivedCall) => boolean; resolve: (call: ReceivedCall) => void }[] = []
  const server = createServer((request, response) => {
    void text(request).then(
      async (body) => {
        const call = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
        fake.calls.push(call)
        for (const waiter of waiting) if (waiter.fits(call)) waiter.resolve(call)
        send(response, await fake.answer(call))
      },
      () => response.destroy(),
    )
  })
  if ('path' in listen) server.listen(listen.path)
  else server.listen(listen.port, '127.0.0.1')
  await once(server, 'listening')

  const fake: FakeServer = {
    url: 'path' in listen ? `unix:${listen.path}` : addressOf(server),
    calls: [],
    answer: () => ({ status: 404 }),
    received(fits) {
      const past = fake.calls.find(fits)
      if (past) return Promise.resolve(past)
      return new Promise((resolve) => waiting.push({ fits, resolve }))
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return fake
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'never') return
  if (reply === 'hang up') {
    response.destroy()
    return
  }
  response.writeHead(reply.status, { 'content-type': 'application/json' })
  response.end(reply.raw ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)))
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
