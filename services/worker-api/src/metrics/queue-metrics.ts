import { wireType } from '@composer/contracts'
import { Gauge, type Registry } from 'prom-client'
import type { WorkerContext } from '../context.js'

/** Scrapes of several Prometheis, and of all instances, must not become load. */
const maxAgeMs = 5000

/** Queue depth and workers as the database knows them: every instance shows the same, true numbers. */
export function collectQueueMetrics(context: WorkerContext): void {
  const { registry, queue, dispatcher, listener, metrics, logger, db } = context
  const labels = ['type', 'tenant']
  const pending = gauge(registry, 'pending_jobs', 'Jobs that wait for a worker or for other jobs.', labels)
  const running = gauge(registry, 'running_jobs', 'Jobs that a worker has.', labels)
  const oldest = gauge(
    registry,
    'oldest_ready_job_seconds',
    'Age of the oldest job that only lacks a worker.',
    labels,
  )
  const workers = gauge(registry, 'active_workers', 'Registered workers that were not silent for too long.', [
    'tenant',
    'arch',
  ])
  const size = gauge(registry, 'database_size_bytes', 'Size of the database on disk.', [])
  const read = async () => {
    const [depth, active, bytes] = await Promise.all([queue.depth(), queue.activeWorkers(), databaseSize(db)])
    for (const one of [pending, running, oldest, workers]) one.reset()
    for (const { type, channel, ...counts } of depth) {
      const key = { type: wireType(type), tenant: metrics.tenantLabel(channel) }
      pending.inc(key, counts.pending)
      running.inc(key, counts.running)
      await keepMost(oldest, key, counts.oldestReadySeconds)
    }
    for (const { channel, arch, count } of active)
      workers.inc({ tenant: metrics.tenantLabel(channel), arch }, count)
    size.set(bytes)
  }
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  const refresh = async () => {
    if (performance.now() - readAt < maxAgeMs) return
    reading ??= read()
      .then(() => void (readAt = performance.now()))
      .catch((error: unknown) => void logger.warn('The queue metrics cannot be read', { error }))
      .finally(() => (reading = undefined))
    await reading
  }
  new Gauge({
    name: 'image_builder_worker_waiting_polls',
    help: 'Requests for a job that wait on this instance.',
    registers: [registry],
    async collect() {
      // Collectors run before values are read, and this one brings the others up to date.
      await refresh()
      this.set(dispatcher.waiting())
    },
  })
  new Gauge({
    name: 'image_builder_worker_listener_live',
    help: '1 while this instance listens to the notifications of the queue, 0 while it has to poll.',
    registers: [registry],
    collect() {
      this.set(listener.state() === 'live' ? 1 : 0)
    },
  })
}

const gauge = (registry: Registry, name: string, help: string, labelNames: string[]) =>
  new Gauge({ name: `image_builder_worker_${name}`, help, labelNames, registers: [registry] })

async function keepMost(one: Gauge, key: Record<string, string>, value: number): Promise<void> {
  const { values } = await one.get()
  const known = values.find(({ labels }) =>
    Object.entries(key).every(([name, text]) => labels[name] === text),
  )
  if (!known || known.value < value) one.set(key, value)
}

async function databaseSize(db: WorkerContext['db']): Promise<number> {
  const { rows } = (await db.raw('SELECT pg_database_size(current_database()) AS bytes')) as {
    rows: { bytes: string }[]
  }
  return Number(rows[0]?.bytes)
}
