import { setMaxListeners } from 'node:events'
import { createArtifactStore, storeOptions, type ArtifactStore } from '@composer/artifact-store'
import { createJobQueue, createQueueListener, type JobQueue, type QueueListener } from '@composer/jobqueue'
import { createDatabase, listenConfig, type Logger } from '@composer/service-kit'
import type { Knex } from 'knex'
import { Registry } from 'prom-client'
import type { WorkerApiSettings } from './config.js'
import { createDispatcher, type Dispatcher } from './dispatch/dispatcher.js'
import { createJobMetrics, type JobMetrics } from './metrics/job-metrics.js'
import { createWorkerLimit, type WorkerLimit } from './registration/worker-limit.js'
import { createHeldAttempts, type HeldAttempts } from './report/held-attempts.js'
import { createReportExaminer, type ReportExaminer } from './report/report-examiner.js'

/** Everything that handlers and watchdogs need from outside. */
export interface WorkerContext {
  settings: WorkerApiSettings
  basePath: string
  logger: Logger
  db: Knex
  queue: JobQueue
  listener: QueueListener
  dispatcher: Dispatcher
  /** Aborted when the service stops, so that waiting requests are answered at once. */
  stopping: AbortController
  /** Null when uploads are refused. */
  artifacts: ArtifactStore | null
  registry: Registry
  metrics: JobMetrics
  reports: ReportExaminer
  workers: WorkerLimit
  held: HeldAttempts
}

/** Milliseconds for which a count of workers is reused. It misses later registrations with other instances. */
const workerCountMs = 5000

/** Each entry takes about 300 bytes. */
const mostHeldAttempts = 50_000

/** Creates the objects that handlers and watchdogs share. Opens no connection. */
export async function createContext(settings: WorkerApiSettings, logger: Logger): Promise<WorkerContext> {
  const artifacts = await createArtifactStore(storeOptions(settings))
  const db = createDatabase(settings, 'worker-api', logger)
  const queue = createJobQueue({
    db,
    heartbeatTimeoutSeconds: settings.JOB_HEARTBEAT_TIMEOUT_SECONDS,
    maxRequeues: settings.JOB_MAX_REQUEUES,
  })
  const listener = createQueueListener({
    connection: listenConfig(settings),
    trusted: settings.DATABASE_LISTEN_URL !== undefined,
    logger,
  })
  const registry = new Registry()
  const metrics = createJobMetrics(registry, settings.METRICS_MAX_TENANTS)
  const dispatcher = createDispatcher({
    queue,
    listener,
    timeoutMs: settings.REQUEST_JOB_TIMEOUT_SECONDS * 1000,
    maxWaitingOfChannel: settings.TENANT_MAX_WAITING_POLLS,
    logger,
    claimed: metrics.claimed,
  })
  return {
    settings,
    basePath: settings.BASE_PATH,
    logger,
    db,
    queue,
    listener,
    dispatcher,
    stopping: stopController(),
    artifacts,
    registry,
    metrics,
    reports: createReportExaminer(settings.RESULT_THREADS),
    workers: createWorkerLimit({ queue, max: settings.TENANT_MAX_WORKERS, maxAgeMs: workerCountMs }),
    held: createHeldAttempts(mostHeldAttempts),
  }
}

/** Thousands of requests may listen to this signal: Node's warning about a listener leak would be wrong. */
function stopController(): AbortController {
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal)
  return stopping
}
