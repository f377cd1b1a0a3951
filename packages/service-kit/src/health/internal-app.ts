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

const checkTimeoutMs = 2000

/** `/livez` answers while the event loop turns; `/readyz` asks what the service needs; `/metrics` is for Prometheus. */
export function createInternalApp(registry: Registry, readiness: Readiness): Express {
  const app = express()
  app.disable('x-powered-by')
  app.get('/livez', (_req, res) => {
    res.json({ status: 'ok' })
  })
  app.get('/readyz', async (_req, res) => {
    const results = await Promise.all(readiness.checks.map(run))
    const ready = !readiness.stopping && results.every(({ ok }) => ok)
    res.status(ready ? 200 : 503).json({
      status: readiness.stopping ? 'stopping' : ready ? 'ready' : 'not ready',
      checks: Object.fromEntries(results.map(({ name, ok, text }) => [name, { ok, text }])),
    })
  })
  app.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics())
  })
  return app
}

async function run({ name, check }: HealthCheck): Promise<{ name: string; ok: boolean; text: string }> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${checkTimeoutMs} ms`)), checkTimeoutMs)
  })
  try {
    return { name, ok: true, text: await Promise.race([check(), late]) }
  } catch (error) {
    return { name, ok: false, text: (error as Error).message }
  } finally {
    clearTimeout(timer)
  }
}
