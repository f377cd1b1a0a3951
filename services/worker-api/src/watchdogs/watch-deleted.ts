import { removeArtifacts } from '@composer/artifact-store'
import type { WorkerContext } from '../context.js'

/** The largest number of deleted composes that one run works on. */
const batch = 20

/**
 * When the unfinished result of a long report is removed. Six hours are longer than any report takes to arrive. If the
 * attempt is over, the result can never be kept, and 20 s leave time to answer its sender.
 */
const abandonedAfter = { olderThanSeconds: 6 * 3600, overForSeconds: 20 }

/**
 * Removes deleted composes whose workers know of the deletion and whose clones are gone, with their artifacts. Also
 * removes unfinished results of reports that were interrupted because the worker, this service or the database failed.
 */
export async function watchDeleted({ queue, artifacts, logger }: WorkerContext): Promise<void> {
  await queue.dropAbandonedResults(abandonedAfter)
  const { removedJobs } = await queue.sweepDeleted(batch)
  await removeArtifacts(artifacts, removedJobs, (jobId, error) =>
    logger.error('Artifacts could not be removed', { job_id: jobId, error }),
  )
}
