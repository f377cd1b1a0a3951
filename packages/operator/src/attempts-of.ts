import type { EndedAttempt } from './sql/read-job.js'
import type { Attempt, JobSummary } from './types.js'

/** The story of a job: attempts that ended before, then the one in its own row, if there was or is one. */
export function attemptsOf(job: JobSummary, ended: readonly EndedAttempt[]): Attempt[] {
  // A job that a failed dependency ended was never started by anybody: its attempt is 0.
  if (job.startedAt === null || job.attempt === 0) return [...ended]
  const current: Attempt = {
    attempt: job.attempt,
    workerId: job.workerId,
    startedAt: job.startedAt,
    endedAt: job.finishedAt,
    ending: endingOf(job),
    error: job.error,
  }
  return [...ended, current]
}

function endingOf(job: JobSummary): Attempt['ending'] {
  if (job.state === 'finished') return job.failed ? 'failed' : 'succeeded'
  return job.state === 'cancelled' ? 'cancelled' : null
}
