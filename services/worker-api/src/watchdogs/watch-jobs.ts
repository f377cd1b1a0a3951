import type { WorkerContext } from '../context.js'
import type { EndedUploads } from './ended-uploads.js'

/** Stale leases that one run ends at most in a statement; a full batch is followed by another. */
const batch = 50

/** Ends the attempts of workers without heartbeat: their jobs are requeued or failed, and their uploads discarded. */
export async function watchJobs(
  { queue, logger, metrics }: WorkerContext,
  uploads: EndedUploads,
): Promise<void> {
  for (let more = true; more;) {
    const { requeued, failed, forgotten } = await queue.reap(batch)
    for (const { jobId, type, attempt } of requeued) {
      logger.warn('Job requeued: its worker stopped responding', { job_id: jobId, job_type: type, attempt })
    }
    for (const { jobId, type, attempt } of failed) {
      logger.error('Job failed: its workers stopped responding', { job_id: jobId, job_type: type, attempt })
    }
    metrics.reaped(requeued, failed)
    await uploads.discard([...requeued, ...failed, ...forgotten])
    more = requeued.length + failed.length + forgotten.length === batch
  }
}
