import type { Server } from 'node:http'
import type { Express } from 'express'
import type { Registry } from 'prom-client'
import { createInternalApp, type HealthCheck, type Readiness } from '../health/internal-app.js'
import type { Logger } from '../logging/logger.js'
import { listen } from './listen.js'

export interface ServiceOptions {
  name: string
  host: string
  port: number | string
  internalPort: number
  graceSeconds: number
  publicApp: Express
  registry: Registry
  checks: HealthCheck[]
  logger: Logger
  /** First on a stop: answer long polls, stop timers. Open requests may still finish. */
  onStopping?: () => void | Promise<void>
  /** Last on a stop, when no request is open any more: close pools and listeners. */
  onStopped?: () => Promise<void>
}

export interface RunningService {
  name: string
  publicUrl: string
  internalUrl: string
  /** Stops gracefully; the same promise for every caller. Resolves true when every request could finish in time. */
  stop(): Promise<boolean>
}

/** Listens on both ports. Signals are the entry point's business: see `stopOnSignals`. */
export async function runService(options: ServiceOptions): Promise<RunningService> {
  const readiness: Readiness = { stopping: false, checks: options.checks }
  const open = await listen(options.publicApp, options.port, options.host)
  const internal = await listen(
    createInternalApp(options.registry, readiness),
    options.internalPort,
    options.host,
  )
  options.logger.info('Service started', { url: open.url, internal_url: internal.url })
  let stopping: Promise<boolean> | undefined
  const stop = async (): Promise<boolean> => {
    options.logger.info('Service stopping', { grace_seconds: options.graceSeconds })
    readiness.stopping = true
    const drained = drain(open.server, options.graceSeconds)
    await options.onStopping?.()
    const clean = await drained
    if (!clean) options.logger.warn('Connections were cut: the grace time is over')
    await options.onStopped?.()
    internal.server.close()
    internal.server.closeAllConnections()
    options.logger.info('Service stopped', { clean })
    return clean
  }
  return {
    name: options.name,
    publicUrl: open.url,
    internalUrl: internal.url,
    stop: () => (stopping ??= stop()),
  }
}

/** No new connections; idle ones end now, busy ones with their answer. False: the time was over before. */
function drain(server: Server, graceSeconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    let clean = true
    const deadline = setTimeout(() => {
      clean = false
      server.closeAllConnections()
    }, graceSeconds * 1000)
    // A kept-alive connection becomes idle when its answer is out, and nobody would close it.
    const idle = setInterval(() => server.closeIdleConnections(), 100)
    server.close(() => {
      clearTimeout(deadline)
      clearInterval(idle)
      resolve(clean)
    })
    server.closeIdleConnections()
  })
}
