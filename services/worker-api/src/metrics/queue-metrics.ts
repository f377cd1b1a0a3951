import { wireType } from '@composer/contracts'
import { Gauge } from 'prom-client'
import type { WorkerContext } from '../context.js'
import { requestLimits } from '../routes/request-limits.js'
import { readDatabaseSize } from './sql/read-database-size.js'

/** Milliseconds for which the numbers are reused, so that scrapes by several Prometheus servers cause no extra load. */
const maxAgeMs = 5000

/** Metrics of the queue and of the workers, read from the database, so that every instance shows the same numbers. */
export function collectQueueMetrics(context: WorkerContext): void {
  const { registry, queue, dispatcher, listener, metrics, db } = context
  const labels = ['type', 'tenant']
  const refresh = refresher(context, () => read())
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({
      name: `image_builder_worker_${name}`,
      help,
      labelNames,
      registers: [registry],
      // All gauges are read at once: each must wait until the numbers are up to date.
      collect: refresh,
    })
  const pending = gauge('pending_jobs', 'Jobs that wait for a worker or for other jobs.', labels)
  const running = gauge('running_jobs', 'Jobs that a worker has.', labels)
  const oldest = gauge('oldest_ready_job_seconds', 'Age of the oldest job that only lacks a worker.', labels)
  const workers = gauge('active_workers', 'Registered workers that were not silent for too long.', [
    'tenant',
    'arch',
  ])
  const { archs } = requestLimits()
  // Earlier releases accepted any text as an architecture. Such a row exists as long as its worker sends heartbeats.
  const archLabel = (arch: string) => (archs.includes(arch) ? arch : 'other')
  const pauses = gauge('paused_lanes', 'Pauses of lanes that operators made.')
  const size = gauge('database_size_bytes', 'Size of the database on disk.')
  const read = async () => {
    const [depth, active, bytes, paused] = await Promise.all([
      queue.depth(),
      queue.activeWorkers(),
      readDatabaseSize(db),
      queue.countPauses(),
    ])
    for (const one of [pending, running, oldest, workers]) one.reset()
    const ages = new Map<string, number>()
    for (const { type, channel, ...counts } of depth) {
      const key = { type: wireType(type), tenant: metrics.tenantLabel(channel) }
      pending.inc(key, counts.pending)
      running.inc(key, counts.running)
      const age = Math.max(counts.oldestReadySeconds, ages.get(JSON.stringify(key)) ?? 0)
      ages.set(JSON.stringify(key), age)
      oldest.set(key, age)
    }
    for (const { channel, arch, count } of active)
      workers.inc({ tenant: metrics.tenantLabel(channel), arch: archLabel(arch) }, count)
    size.set(bytes)
    pauses.set(paused)
  }
  new Gauge({
    name: 'image_builder_worker_waiting_polls',
    help: 'Requests for a job that wait on this instance.',
    registers: [registry],
    collect() {
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

/** Calls `read` when the numbers are too old, once for all callers at that time. If it fails, the old numbers stay. */
function refresher({ logger }: WorkerContext, read: () => Promise<void>): () => Promise<void> {
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  return async () => {
    if (performance.now() - readAt < maxAgeMs) return
    reading ??= read()
      .then(() => void (readAt = performance.now()))
      .catch((error: unknown) => void logger.warn('The queue metrics cannot be read', { error }))
      .finally(() => (reading = undefined))
    await reading
  }
}
