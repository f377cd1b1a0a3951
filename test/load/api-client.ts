import { Agent, request } from 'undici'
import type { Recorder } from './recorder.js'

export interface Call {
  /** Under which the call is tallied: `GET /composes/{id}`. */
  name: string
  method: 'GET' | 'POST' | 'PATCH'
  /** With the base path, or a whole URL of the same server. */
  path: string
  body?: unknown
  /** Statuses that are no failure. */
  expect: number[]
  signal?: AbortSignal
}

export interface Answer {
  status: number
  body: unknown
}

export interface ApiClient {
  /** Undefined: it failed, which is tallied, or the signal fired. Never repeats a call. */
  call(call: Call): Promise<Answer | undefined>
  close(): Promise<void>
}

/** Calls one API as a simple client does, and tallies every call. */
export function createApiClient(url: string, token: string | undefined, recorder: Recorder): ApiClient {
  // A long poll may stay without an answer for long.
  const dispatcher = new Agent({
    headersTimeout: 120_000,
    bodyTimeout: 120_000,
    connect: { timeout: 10_000 },
  })
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  return {
    async call({ name, method, path, body, expect, signal }) {
      const started = performance.now()
      try {
        const response = await request(new URL(path, url), {
          method,
          dispatcher,
          headers,
          ...(body !== undefined && { body: JSON.stringify(body) }),
          ...(signal && { signal }),
        })
        const text = await response.body.text()
        if (expect.includes(response.statusCode)) {
          recorder.succeeded(name, performance.now() - started)
          return {
            status: response.statusCode,
            body: text === '' ? undefined : (JSON.parse(text) as unknown),
          }
        }
        recorder.failed(name, `${response.statusCode} ${text.slice(0, 300)}`)
      } catch (error) {
        if (signal?.aborted !== true) recorder.failed(name, String(error))
      }
      return undefined
    },
    close: () => dispatcher.destroy(),
  }
}
