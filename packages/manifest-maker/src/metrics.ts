import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client'

export interface MakerMetrics {
  manifests: Counter<'outcome'>
  /** Jobs that this maker holds, waiting ones included. */
  jobs: Gauge
  /** Held jobs whose program was ended and will run again when the tenant's workers have answered. */
  waiting: Gauge
  runs: Histogram
  solving: Histogram<'outcome'>
}

const prefix = 'image_builder_manifest_maker'
const SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300]
const LONGER_SECONDS = [...SECONDS, 600, 1800, 3600, 14_400]

export function createMakerMetrics(registry: Registry): MakerMetrics {
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    manifests: new Counter({
      name: `${prefix}_manifests_total`,
      help: 'Ended manifest jobs by outcome: made, failed (the client error is the one of the job), dropped (cancelled or lost).',
      labelNames: ['outcome'],
      registers,
    }),
    jobs: new Gauge({ name: `${prefix}_jobs`, help: 'Manifest jobs that this maker holds.', registers }),
    waiting: new Gauge({
      name: `${prefix}_jobs_waiting`,
      help: 'Held jobs whose program is ended until the workers of the tenant have solved the packages.',
      registers,
    }),
    runs: new Histogram({
      name: `${prefix}_program_seconds`,
      help: 'Time of a run of image-builder.',
      buckets: SECONDS,
      registers,
    }),
    solving: new Histogram({
      name: `${prefix}_solving_seconds`,
      help: 'Time from a request of image-builder to the answer of the workers of the tenant.',
      labelNames: ['outcome'],
      buckets: LONGER_SECONDS,
      registers,
    }),
  }
}
