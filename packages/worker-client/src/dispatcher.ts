import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import type { WorkerClientOptions } from './client-options.js'

const UNIX = 'unix:'

/** Long polls and uploads may be silent for long: the calls set their own limits. */
const UNLIMITED = { headersTimeout: 0, bodyTimeout: 0 } as const
const CONNECT_TIMEOUT_MS = 30_000
/** Below the idle limit of servers and proxies, so that a reused connection is rarely a dead one. */
const KEEP_ALIVE_MS = 30_000

/** The origin that requests to the worker API name. */
export function originOf(url: string): string {
  return url.startsWith(UNIX) ? 'http://localhost' : new URL(url).origin
}

/** Connections to the worker API. */
export function createApiDispatcher(options: WorkerClientOptions): Dispatcher {
  if (!options.url.startsWith(UNIX)) return createWebDispatcher(options)
  const connect = { socketPath: options.url.slice(UNIX.length), timeout: CONNECT_TIMEOUT_MS }
  return new Agent({ ...UNLIMITED, keepAliveTimeout: KEEP_ALIVE_MS, connect })
}

/** Connections to other servers, through the proxy if there is one. */
export function createWebDispatcher({ proxy, tls = {} }: WorkerClientOptions): Dispatcher {
  const connect = { timeout: CONNECT_TIMEOUT_MS, ...tls }
  const common = { ...UNLIMITED, keepAliveTimeout: KEEP_ALIVE_MS }
  if (proxy === undefined) return new Agent({ ...common, connect })
  return new ProxyAgent({ ...common, uri: proxy, requestTls: connect, proxyTls: connect })
}
