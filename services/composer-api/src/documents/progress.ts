import type { JobRow } from '@composer/jobqueue'
import type { Progress } from './schemas.js'

/** How far a running job is; nothing before its first report and after its end. */
export function progressOf(job: JobRow): { progress?: Progress } {
  return job.state === 'running' && job.progress ? { progress: job.progress } : {}
}
