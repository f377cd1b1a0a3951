import { removeArtifacts } from '@composer/artifact-store'
import type { WorkerContext } from '../context.js'

const batch = 20

/** Longer than any report is on its way. */
const abandonedAfterSeconds = 6 * 3600

/**
 * Removes what is left of deleted composes once their workers are told and their clones are gone, and what came of reports
 * whose senders went away together with the instance that took them.
 */
export async function watchDeleted({ queue, artifacts, logger }: WorkerContext): Promise<void> {
  await queue.dropAbandonedResults(abandonedAfterSeconds)
  const { removedJobs } = await queue.sweepDeleted(batch)
  await removeArtifacts(artifacts, removedJobs, (jobId, error) =>
    logger.error('Artifacts could not be removed', { job_id: jobId, error }),
  )
}
