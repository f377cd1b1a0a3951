import { removeArtifacts, type ArtifactStore } from '@composer/artifact-store'
import type { JobQueue } from '@composer/jobqueue'
import type { Deadline } from './deadline.js'

export interface Expiry {
  queue: JobQueue
  artifacts: ArtifactStore | null
  batchSize: number
  deadline: Deadline
  onFailure: (what: string, error: unknown) => void
}

export interface Expired {
  composes: number
  jobs: number
}

/**
 * Deletes composes past their time and what earlier deletions had to leave, with the files of the removed jobs. Every
 * compose is a transaction of its own, so the queue never waits for more than one of them.
 */
export async function expireComposes(expiry: Expiry): Promise<Expired> {
  const expired: Expired = { composes: 0, jobs: 0 }
  while (!expiry.deadline.passed()) {
    const batch = await expiry.queue.expireGraphs(expiry.batchSize)
    await removeFiles(expiry, batch.removedJobs)
    expired.composes += batch.expired
    expired.jobs += batch.removedJobs.length
    if (batch.expired === 0) break
  }
  while (!expiry.deadline.passed()) {
    const { removedJobs } = await expiry.queue.sweepDeleted(expiry.batchSize)
    await removeFiles(expiry, removedJobs)
    expired.jobs += removedJobs.length
    if (removedJobs.length === 0) break
  }
  return expired
}

const removeFiles = ({ artifacts, onFailure }: Expiry, jobIds: string[]): Promise<void> =>
  removeArtifacts(artifacts, jobIds, (jobId, error) => onFailure(`files of job ${jobId}`, error))
