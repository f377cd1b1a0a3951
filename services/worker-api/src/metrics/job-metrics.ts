import { archOf, errorClass, wireType, type JobError } from '@composer/contracts'
import type { ClaimedJob, Reaped, TokenState } from '@composer/jobqueue'
import { createTenantLabels } from '@composer/service-kit'
import { Counter, Histogram, type Registry } from 'prom-client'

/**
 * In seconds: the boundaries of the reference, and those that the job dashboards select by their exact values (32, 640,
 * 1536, 1792, 2049).
 */
const durationBuckets = [
  0.1, 0.2, 0.5, 1, 2.5, 5, 10, 20, 30, 32, 40, 60, 90, 120, 150, 180, 240, 300, 360, 420, 480, 540, 600, 640,
  720, 840, 960, 1080, 1200, 1320, 1440, 1536, 1560, 1680, 1792, 1800, 2049, 2100, 2400, 2700, 3000, 3600,
  4800, 6000, 7200, 9000, 10800, 12600, 14400, 16200, 18000, 19800, 24000, 27000, 30000, 33000, 36000, 39600,
  43200, 57600, 86400,
]

export type JobMetrics = ReturnType<typeof createJobMetrics>

/** Metrics of job events in this process. The numbers of jobs are read from the database, in queue-metrics.ts. */
export function createJobMetrics(registry: Registry, maxTenants: number) {
  const tenantLabel = createTenantLabels(maxTenants)
  const registers = [registry]
  const total = new Counter({
    name: 'image_builder_worker_total_jobs',
    help: 'Finished jobs; the status is the class of the error: 2xx none, 4xx the user’s, 5xx ours.',
    labelNames: ['type', 'status', 'tenant', 'arch'],
    registers,
  })
  const duration = new Histogram({
    name: 'image_builder_worker_job_duration_seconds',
    help: 'Time from the start of the last attempt to the finish.',
    labelNames: ['type', 'status', 'tenant', 'arch'],
    buckets: durationBuckets,
    registers,
  })
  const wait = new Histogram({
    name: 'image_builder_worker_job_wait_duration_seconds',
    help: 'Time from becoming ready to being handed out.',
    labelNames: ['type', 'tenant', 'arch'],
    buckets: durationBuckets,
    registers,
  })
  const claim = new Histogram({
    name: 'image_builder_worker_claim_duration_seconds',
    help: 'Duration of the statements that claim jobs.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  const reaps = new Counter({
    name: 'image_builder_worker_lease_reaps_total',
    help: 'Attempts ended because their worker stopped responding.',
    labelNames: ['result'],
    registers,
  })
  for (const result of ['requeued', 'failed']) reaps.inc({ result }, 0)

  const finishedAs = (type: string, channel: string, error: JobError | undefined) => ({
    type: wireType(type),
    status: errorClass(error),
    tenant: tenantLabel(channel),
    arch: archOf(type),
  })
  return {
    claimed(jobs: ClaimedJob[], seconds: number): void {
      claim.observe(seconds)
      for (const { type, channel, waitedSeconds } of jobs) {
        wait.observe(
          { type: wireType(type), tenant: tenantLabel(channel), arch: archOf(type) },
          waitedSeconds,
        )
      }
    },
    finished(attempt: TokenState, channel: string, outcome: unknown): void {
      if (attempt.state !== 'running') return
      const labels = finishedAs(attempt.type, channel, (outcome as { job_error?: JobError }).job_error)
      total.inc(labels)
      duration.observe(labels, attempt.runningSeconds)
    },
    reaped(requeued: Reaped['requeued'], failed: Reaped['failed']): void {
      reaps.inc({ result: 'requeued' }, requeued.length)
      reaps.inc({ result: 'failed' }, failed.length)
      for (const { type, channel } of failed) total.inc(finishedAs(type, channel, { id: 27, reason: '' }))
    },
    tenantLabel,
  }
}
