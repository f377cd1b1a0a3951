import { type Logger, redactText } from '@composer/process-kit'
import express, { type Express } from 'express'
import type { Registry } from 'prom-client'

export interface HealthCheck {
  name: string
  /** Resolves with what to show; rejects when the service cannot do its work. */
  check(): Promise<string>
}

export interface Readiness {
  /** Set first thing on a stop, so that no new requests come. */
  stopping: boolean
  checks: HealthCheck[]
}

interface Result {
  ok: boolean
  text: string
}

const checkTimeoutMs = 2000

/**
 * `/livez` answers while the event loop turns; `/readyz` asks what the service needs; `/metrics` is for Prometheus.
 * @param mount adds what else a service has for those who run it
 */
export function createInternalApp(
  registry: Registry,
  readiness: Readiness,
  logger: Logger,
  mount: (app: Express) => void = () => undefined,
): Express {
  const app = express()
  const noteChange = changeLog(logger)
  app.disable('x-powered-by')
  app.get('/livez', (_req, res) => {
    res.json({ status: 'ok' })
  })
  app.get('/readyz', async (_req, res) => {
    const entries = await Promise.all(
      readiness.checks.map(async (one) => [one.name, await run(one)] as const),
    )
    const checks = Object.fromEntries(entries)
    const healthy = entries.every(([, { ok }]) => ok)
    if (!readiness.stopping) noteChange(healthy, checks)
    const status = readiness.stopping ? 'stopping' : healthy ? 'ready' : 'not ready'
    res.status(status === 'ready' ? 200 : 503).json({ status, checks })
  })
  app.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics())
  })
  mount(app)
  return app
}

/** Logs when the answer turns, not every time that it is asked for. */
function changeLog(logger: Logger): (ready: boolean, checks: Record<string, Result>) => void {
  let before = true
  return (ready, checks) => {
    if (ready === before) return
    before = ready
    if (ready) logger.info('Ready again')
    else logger.warn('Not ready', { checks })
  }
}

async function run({ check }: HealthCheck): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${checkTimeoutMs} ms`)), checkTimeoutMs)
  })
  try {
    return { ok: true, text: await Promise.race([check(), late]) }
  } catch (error) {
    return { ok: false, text: redactText((error as Error).message) }
  } finally {
    clearTimeout(timer)
  }
}
