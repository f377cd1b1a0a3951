import type { JobRow } from '@composer/jobqueue'
import type { Progress } from './schemas.js'

/** The progress of a running job; empty before the first progress report and after the end of the job. */
export function progressOf(job: JobRow): { progress?: Progress } {
  return job.state === 'running' && job.progress ? { progress: job.progress } : {}
}
