import type {
  AwsOutcome,
  JobError,
  KojiInitOutcome,
  ManifestOutcome,
  OsbuildOutcome,
} from '@composer/contracts'
import type { JobRow } from '@composer/jobqueue'

/**
 * The digests of results, as worker-api stored them with the report (see `digestResult`). Null until a result is
 * reported; always null for a cancelled job.
 */
export function osbuildOutcome(job: JobRow): OsbuildOutcome | null {
  return job.outcome as OsbuildOutcome | null
}

export function manifestOutcome(job: JobRow): ManifestOutcome | null {
  return job.outcome as ManifestOutcome | null
}

export function kojiInitOutcome(job: JobRow): KojiInitOutcome | null {
  return job.outcome as KojiInitOutcome | null
}

export function awsOutcome(job: JobRow): AwsOutcome | null {
  return job.outcome as AwsOutcome | null
}

/** The error that a job of any type ended with. */
export function jobErrorOf(job: JobRow): JobError | undefined {
  const outcome = job.outcome as { job_error?: JobError } | null
  return outcome?.job_error
}
