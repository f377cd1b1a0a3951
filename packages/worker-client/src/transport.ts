import { Readable } from 'node:stream'
import { type Dispatcher, request } from 'undici'
import { type AccessTokens, createAccessTokens } from './access-token.js'
import type { WorkerClientOptions } from './client-options.js'
import { createApiDispatcher, createWebDispatcher, originOf } from './dispatcher.js'

export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT'
  /** Path relative to the base path, or a URL from an answer of the API. */
  path: string
  /** JSON text. */
  json?: string | Buffer
  /** Opens the body; called for each try. */
  stream?: () => AsyncIterable<Uint8Array>
  signal?: AbortSignal | undefined
  /** Time limit of the call; absent: none. */
  timeoutMs?: number
}

export interface Answer {
  status: number
  text: string
}

export interface Transport {
  send(call: Call): Promise<Answer>
  close(): Promise<void>
}

const BASE_PATH = '/api/image-builder-worker/v1'

/** Sends calls to the worker API with credentials. After a 401 it renews the token and repeats the call once. */
export function createTransport(options: WorkerClientOptions): Transport {
  const root = new URL(
    `${(options.basePath ?? BASE_PATH).replace(/(?<!\/)\/+$/, '')}/`,
    originOf(options.url),
  )
  const api = createApiDispatcher(options)
  const web = options.oauth ? createWebDispatcher(options) : undefined
  const tokens: AccessTokens | undefined =
    options.oauth && web ? createAccessTokens(options.oauth, web, options.onTokenFailure) : undefined

  return {
    async send(call) {
      const signal = AbortSignal.any([
        ...(call.signal ? [call.signal] : []),
        ...(call.timeoutMs === undefined ? [] : [AbortSignal.timeout(call.timeoutMs)]),
      ])
      const url = resolve(root, call.path)
      if (!tokens) return attempt(api, url, call, signal)
      const token = await tokens.current(signal)
      const answer = await attempt(api, url, call, signal, token)
      return answer.status === 401
        ? attempt(api, url, call, signal, await tokens.renew(token, signal))
        : answer
    },
    async close() {
      await Promise.all([api.destroy(), web?.destroy()])
    },
  }
}

/** Resolves a path or URL of the API. @throws TypeError for a URL of another server, which would get our token */
function resolve(root: URL, path: string): URL {
  const url = new URL(path, root)
  if (url.origin !== root.origin)
    throw new TypeError(`the worker API names an address of another server: ${url.origin}`)
  return url
}

async function attempt(
  dispatcher: Dispatcher,
  url: URL,
  call: Call,
  signal: AbortSignal,
  token?: string,
): Promise<Answer> {
  const headers: Record<string, string> = {}
  if (call.json !== undefined) headers['content-type'] = 'application/json'
  if (call.stream) headers['content-type'] = 'application/octet-stream'
  if (token !== undefined) headers.authorization = `Bearer ${token}`
  const response = await request(url, {
    method: call.method,
    headers,
    body: call.stream ? Readable.from(call.stream(), { objectMode: false }) : (call.json ?? null),
    dispatcher,
    signal,
  })
  return { status: response.statusCode, text: await response.body.text() }
}
