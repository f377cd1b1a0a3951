import type { WorkerContext } from '../context.js'
import type { EndedUploads } from './ended-uploads.js'

/** How many expired leases one statement ends at most. A full batch is followed by another one in the same run. */
const batch = 50

/** Ends attempts whose workers send no heartbeat: the jobs are requeued or fail, and their uploads are discarded. */
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
