import type { EndedAttempt } from './sql/read-job.js'
import type { Attempt, JobSummary } from './types.js'

/**
 * All attempts of a job, oldest first: those that ended earlier, then the current or last one from the row of the job.
 */
export function attemptsOf(job: JobSummary, ended: readonly EndedAttempt[]): Attempt[] {
  // A job that ended because of a failed dependency was never started: its attempt is 0.
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
