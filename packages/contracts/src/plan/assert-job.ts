import { argsFault } from '../jobs/digest-result.js'
import { jobTypes } from '../jobs/registry.js'
import type { PlannedJob } from './job-plan.js'

/** A plan that must not be enqueued. */
export class InvalidPlanError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'InvalidPlanError'
  }
}

/**
 * Refuses an arch-bound job without an architecture and args that do not fit the type. That the jobs of a plan form a
 * graph is for the queue to check, which takes graphs from others too.
 * @throws InvalidPlanError
 */
export function assertJob(job: PlannedJob): void {
  if (jobTypes[job.type].archBound && !job.arch)
    throw new InvalidPlanError(`'${job.ref}' has no architecture`)
  const fault = argsFault(job.type, job.args)
  if (fault) throw new InvalidPlanError(`The args of '${job.ref}' do not fit ${job.type}: ${fault}`)
}
