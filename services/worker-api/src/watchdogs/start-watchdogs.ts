import type { WorkerContext } from '../context.js'
import { createEndedUploads } from './ended-uploads.js'
import { repeat, type Repeated } from './repeat.js'
import { watchDeleted } from './watch-deleted.js'
import { watchJobs } from './watch-jobs.js'
import { watchWorkers } from './watch-workers.js'

/** Starts the watchdogs. Every instance runs all of them; the queue makes sure that they do no work twice. */
export async function startWatchdogs(context: WorkerContext): Promise<Repeated> {
  const { settings, logger, queue } = context
  const graced = await queue.graceAfterOutage()
  if (graced > 0)
    logger.warn('No instance checked the leases for a while: running jobs get a full heartbeat timeout', {
      jobs: graced,
    })
  const uploads = createEndedUploads(context)
  const watchdogs = [
    repeat('jobs', settings.JOB_WATCH_INTERVAL_SECONDS * 1000, () => watchJobs(context, uploads), logger),
    repeat('deleted', settings.JOB_WATCH_INTERVAL_SECONDS * 1000, () => watchDeleted(context), logger),
    repeat('workers', settings.WORKER_WATCH_INTERVAL_SECONDS * 1000, () => watchWorkers(context), logger),
  ]
  return { stop: async () => void (await Promise.all(watchdogs.map((watchdog) => watchdog.stop()))) }
}
