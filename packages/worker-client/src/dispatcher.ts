import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import type { WorkerClientOptions } from './client-options.js'

const UNIX = 'unix:'

/** No time limits here, because long polls and uploads may be silent for long; each call sets its own limit. */
const UNLIMITED = { headersTimeout: 0, bodyTimeout: 0 } as const
const CONNECT_TIMEOUT_MS = 30_000
/**
 * Shorter than the idle timeout of servers and proxies, so that they rarely close a connection that is being reused.
 */
const KEEP_ALIVE_MS = 30_000

/** Origin of the URLs of requests to the worker API. */
export function originOf(url: string): string {
  return url.startsWith(UNIX) ? 'http://localhost' : new URL(url).origin
}

/** Makes the dispatcher for the worker API. */
export function createApiDispatcher(options: WorkerClientOptions): Dispatcher {
  if (!options.url.startsWith(UNIX)) return createWebDispatcher(options)
  const connect = { socketPath: options.url.slice(UNIX.length), timeout: CONNECT_TIMEOUT_MS }
  return new Agent({ ...UNLIMITED, keepAliveTimeout: KEEP_ALIVE_MS, connect })
}

/** Makes the dispatcher for other servers; it uses the proxy if there is one. */
export function createWebDispatcher({ proxy, tls = {} }: WorkerClientOptions): Dispatcher {
  const connect = { timeout: CONNECT_TIMEOUT_MS, ...tls }
  const common = { ...UNLIMITED, keepAliveTimeout: KEEP_ALIVE_MS }
  if (proxy === undefined) return new Agent({ ...common, connect })
  return new ProxyAgent({ ...common, uri: proxy, requestTls: connect, proxyTls: connect })
}
