import { isDependencyError } from '@composer/contracts'
import type { GraphRow, JobRow } from '@composer/jobqueue'
import { neededBy } from './compose-roles.js'
import { jobErrorOf } from './outcomes.js'
import type { ComposeStatusError } from './schemas.js'

/**
 * The error of a job as the status shows it. A dependency error says only that a job that this one needs has failed, so
 * its details are replaced by the errors of those jobs, recursively: dependencies in their order, then children.
 * Clients read the first element of `details` without a check, so `details` is never an empty list.
 */
export function describeJobError(graph: GraphRow, job: JobRow): ComposeStatusError | undefined {
  const error = jobErrorOf(job)
  if (!error) return undefined
  const causes = isDependencyError(error.id) ? causesOf(graph, job) : []
  const details: unknown = causes.length > 0 ? causes : error.details
  const { id, reason } = error
  return details == null || isEmptyList(details) ? { id, reason } : { id, reason, details }
}

function causesOf(graph: GraphRow, job: JobRow): ComposeStatusError[] {
  return neededBy(graph, job).flatMap((needed) => describeJobError(graph, needed) ?? [])
}

function isEmptyList(details: unknown): boolean {
  return Array.isArray(details) && details.length === 0
}
