import { removeArtifacts } from '@composer/artifact-store'
import type { WorkerContext } from '../context.js'

const batch = 20

/** Longer than any report is on its way; and where the attempt is over, than one needs to be told so. */
const abandonedAfter = { olderThanSeconds: 6 * 3600, overForSeconds: 20 }

/**
 * Removes what is left of deleted composes once their workers are told and their clones are gone, and what came of reports
 * that were never whole: when the sender, the instance or the database went away in the middle.
 */
export async function watchDeleted({ queue, artifacts, logger }: WorkerContext): Promise<void> {
  await queue.dropAbandonedResults(abandonedAfter)
  const { removedJobs } = await queue.sweepDeleted(batch)
  await removeArtifacts(artifacts, removedJobs, (jobId, error) =>
    logger.error('Artifacts could not be removed', { job_id: jobId, error }),
  )
}
