import { isDependencyError } from '@composer/contracts'
import type { JobRow } from '@composer/jobqueue'
import { jobErrorOf } from './outcomes.js'
import type { ComposeStatusError } from './schemas.js'

/** Finds a job of the graph at hand by its id. */
export type FindJob = (id: string) => JobRow | undefined

/**
 * The error of a job as status shows it. A dependency error says only that something before this job failed, so its
 * details become the errors of the failed dependencies, in dependency order and recursively.
 * Clients index the first detail of such an error, hence never an empty list.
 */
export function describeJobError(job: JobRow, findJob: FindJob): ComposeStatusError | undefined {
  const error = jobErrorOf(job)
  if (!error) return undefined
  const causes = isDependencyError(error.id) ? causesOf(job, findJob) : []
  const details: unknown = causes.length > 0 ? causes : error.details
  const { id, reason } = error
  return details == null || isEmptyList(details) ? { id, reason } : { id, reason, details }
}

function causesOf(job: JobRow, findJob: FindJob): ComposeStatusError[] {
  return job.dependsOn.flatMap((id) => {
    const dependency = findJob(id)
    const cause = dependency && describeJobError(dependency, findJob)
    return cause ? [cause] : []
  })
}

function isEmptyList(details: unknown): boolean {
  return Array.isArray(details) && details.length === 0
}
