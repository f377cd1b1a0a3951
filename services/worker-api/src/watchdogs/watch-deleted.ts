import { removeArtifacts } from '@composer/artifact-store'
import type { WorkerContext } from '../context.js'

const batch = 20

/** Removes what is left of deleted composes once their workers are told and their clones are gone. */
export async function watchDeleted({ queue, artifacts, logger }: WorkerContext): Promise<void> {
  const { removedJobs } = await queue.sweepDeleted(batch)
  await removeArtifacts(artifacts, removedJobs, (jobId, error) =>
    logger.error('Artifacts could not be removed', { job_id: jobId, error }),
  )
}
