import {
  createInternalApp,
  listen,
  type HealthCheck,
  type Listening,
  type ListeningApp,
  type Readiness,
} from '@composer/internal-server'
import { flushReports, type Logger } from '@composer/process-kit'
import type { Express } from 'express'
import type { Registry } from 'prom-client'
import { createDrain } from './drain.js'

export interface ServiceOptions {
  name: string
  host: string
  /** A number (0: any free one) or the path of a unix socket. */
  port: number | string
  internalPort: number
  /** Time from the beginning of a stop after which connections are cut. */
  graceSeconds: number
  publicApp: ListeningApp
  registry: Registry
  checks: HealthCheck[]
  logger: Logger
  /** Adds the service's own routes for operators to the internal port. */
  mountInternal?: (app: Express) => void
  /** First step of a stop: should answer long polls and stop timers. Open requests may still finish. */
  onStopping?: () => void | Promise<void>
  /** Last step of a stop, when no request is open: should close pools and listeners. Also called if the start fails. */
  onStopped?: () => Promise<void>
}

export interface RunningService {
  name: string
  publicUrl: string
  internalUrl: string
  logger: Logger
  /**
   * Stops gracefully; the same promise for every caller. Resolves true when every request could finish in time and
   * everything was closed.
   */
  stop(): Promise<boolean>
}

/** Time limit for `onStopped`. */
const closeSeconds = 5

/**
 * Listens on both ports. Does not handle signals; the entry point does, with `stopOnSignals`.
 * @throws Error if an address is in use; nothing stays open then
 */
export async function runService(options: ServiceOptions): Promise<RunningService> {
  const { logger } = options
  const readiness: Readiness = { stopping: false, checks: options.checks }
  const { open, internal } = await listenOnBoth(options, readiness)
  const drain = createDrain(open.server)
  logger.info('Service started', { url: open.url, internal_url: internal.url })

  const stop = async (): Promise<boolean> => {
    const deadline = performance.now() + options.graceSeconds * 1000
    logger.info('Service stopping', { grace_seconds: options.graceSeconds })
    readiness.stopping = true
    drain.announce()
    const answered = await inTime(options.onStopping, options.graceSeconds, 'stopping', logger)
    const drained = await drain.finish(Math.max(0, deadline - performance.now()))
    if (!drained) logger.warn('Connections were cut: the grace time is over')
    const closed = await inTime(options.onStopped, closeSeconds, 'closing', logger)
    internal.server.close()
    internal.server.closeAllConnections()
    const clean = answered && drained && closed
    logger.info('Service stopped', { clean })
    await flushReports(logger)
    return clean
  }
  let stopping: Promise<boolean> | undefined
  return {
    name: options.name,
    publicUrl: open.url,
    internalUrl: internal.url,
    logger,
    stop: () => (stopping ??= stop()),
  }
}

async function listenOnBoth(
  { publicApp, registry, host, port, internalPort, logger, mountInternal, onStopped }: ServiceOptions,
  readiness: Readiness,
): Promise<{ open: Listening; internal: Listening }> {
  let internal: Listening | undefined
  try {
    internal = await listen(createInternalApp(registry, readiness, logger, mountInternal), internalPort, host)
    return { open: await listen(publicApp, port, host), internal }
  } catch (error) {
    internal?.server.close()
    await onStopped?.()
    throw error
  }
}

/** Runs a step of the stop. False: it failed or took too long, which is logged; the stop goes on in any case. */
async function inTime(
  work: (() => void | Promise<void>) | undefined,
  seconds: number,
  step: string,
  logger: Logger,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${seconds} s`)), seconds * 1000)
  })
  try {
    await Promise.race([work?.(), late])
    return true
  } catch (error) {
    logger.error('A step of the stop failed', { step, error })
    return false
  } finally {
    clearTimeout(timer)
  }
}
