import { once } from 'node:events'
import {
  request,
  type Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

export interface RawOptions {
  method: string
  /** As it goes over the wire: nothing is normalised. */
  path: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer | AsyncIterable<Buffer>
  agent?: Agent
}

/** A request that is under way; `fetch` would tidy up its path and hide its connection. */
export function rawRequest(
  url: string,
  { method, path, headers, body, agent }: RawOptions,
): { answer: Promise<RawAnswer>; sent: ClientRequest } {
  const { hostname, port } = new URL(url)
  const sent = request({
    hostname,
    port,
    method,
    path,
    ...(headers && { headers }),
    ...(agent && { agent }),
  })
  const answer = read(sent)
  answer.catch(() => undefined)
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) sent.end(body)
  // An answer may come before everything was sent.
  else pipeline(Readable.from(body, { objectMode: false }), sent).catch(() => undefined)
  return { answer, sent }
}

async function read(sent: ClientRequest): Promise<RawAnswer> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk)
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}
