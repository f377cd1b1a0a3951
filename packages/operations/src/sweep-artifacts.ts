import type { ArtifactStore } from '@composer/artifact-store'
import type { Knex } from 'knex'
import type { Deadline } from './deadline.js'
import { findGoneJobs } from './sql/find-gone-jobs.js'
import { hasLease } from './sql/has-lease.js'

export interface ArtifactSweep {
  db: Knex
  artifacts: ArtifactStore
  dryRun: boolean
  batchSize: number
  /** Staging areas untouched since then belong to attempts that ended without a word. */
  staleBefore: Date
  deadline: Deadline
  /** Called for what could not be removed; the sweep goes on. */
  onFailure: (what: string, error: unknown) => void
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Removes files whose job is gone, and old staging areas of attempts that do not run. Expiry removes the files of
 * the jobs it deletes itself; this catches what a crash in between left behind. Names that are not ours are left alone.
 */
export async function sweepArtifacts(sweep: ArtifactSweep): Promise<{ jobs: number; staging: number }> {
  const removed = { jobs: 0, staging: 0 }
  let batch: string[] = []
  for await (const item of sweep.artifacts.list({ staleBefore: sweep.staleBefore })) {
    if (sweep.deadline.passed()) return removed
    if (item.kind === 'job') {
      if (uuid.test(item.jobId)) batch.push(item.jobId)
      if (batch.length >= sweep.batchSize) {
        removed.jobs += await removeGone(sweep, batch)
        batch = []
      }
    } else if (uuid.test(item.token) && !(await hasLease(sweep.db, item.token))) {
      removed.staging += await remove(sweep, `staging area ${item.token}`, () =>
        sweep.artifacts.discard(item.token),
      )
    }
  }
  removed.jobs += await removeGone(sweep, batch)
  return removed
}

async function removeGone(sweep: ArtifactSweep, jobIds: string[]): Promise<number> {
  if (jobIds.length === 0) return 0
  let removed = 0
  for (const jobId of await findGoneJobs(sweep.db, jobIds)) {
    removed += await remove(sweep, `files of job ${jobId}`, () => sweep.artifacts.remove(jobId))
  }
  return removed
}

async function remove(sweep: ArtifactSweep, what: string, work: () => Promise<void>): Promise<number> {
  if (sweep.dryRun) return 1
  try {
    await work()
    return 1
  } catch (error) {
    sweep.onFailure(what, error)
    return 0
  }
}
