import { jobTypes, storedType } from '../jobs/registry.js'
import { assertJob } from './assert-job.js'
import type { JobPlan, PlannedJob } from './job-plan.js'
import type { JobRole } from './job-role.js'

/** A job as the queue takes it; see NewJob of the job queue. */
export interface GraphJob {
  ref: string
  type: string
  role: JobRole
  args: string
  dependsOn: (({ ref: string } | { jobId: string }) & { failureResult?: string })[]
  awaited: boolean
  confidential: boolean
}

/**
 * Turns a plan into what the queue stores, and is the one place that checks it: args as text, and the result with which a job fails at once on those edges
 * where its type's rule says so.
 * @throws InvalidPlanError
 */
export function toGraphJobs(plan: JobPlan): GraphJob[] {
  plan.forEach(assertJob)
  const types = new Map(plan.map((job) => [job.ref, job.type]))
  return plan.map((job) => ({
    ref: job.ref,
    type: storedType(job.type, job.arch ?? ''),
    role: job.role,
    args: JSON.stringify(job.args),
    dependsOn: job.dependsOn.map((dependency) =>
      typeof dependency === 'string'
        ? { ref: dependency, ...failure(job, types.get(dependency)) }
        : { ...dependency, ...failure(job, undefined) },
    ),
    awaited: jobTypes[job.type].awaited,
    confidential: jobTypes[job.type].confidential,
  }))
}

/** The type of a job that is stored already is not known here. */
function failure(job: PlannedJob, dependencyType: string | undefined): { failureResult?: string } {
  const rule = jobTypes[job.type].onDependencyFailure
  const error = rule === 'run' ? undefined : (rule[dependencyType ?? '*'] ?? rule['*'])
  return error ? { failureResult: JSON.stringify({ job_error: error }) } : {}
}
