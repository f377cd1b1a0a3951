import { argsFault } from '../jobs/digest-result.js'
import { jobTypes } from '../jobs/registry.js'
import type { JobPlan, PlannedJob } from './job-plan.js'

/** A plan that must not be enqueued. */
export class InvalidPlanError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'InvalidPlanError'
  }
}

/**
 * Refuses duplicate and unknown refs, cycles (dependencies stand before their dependents), arch-bound jobs without an
 * architecture and args that do not fit their type.
 * @returns the plan
 * @throws InvalidPlanError
 */
export function assertPlan(plan: JobPlan): JobPlan {
  if (plan.length === 0) throw new InvalidPlanError('The plan has no job')
  const all = new Set(plan.map((job) => job.ref))
  const seen = new Set<string>()
  for (const job of plan) {
    if (seen.has(job.ref)) throw new InvalidPlanError(`Two jobs are called '${job.ref}'`)
    assertDependencies(job, seen, all)
    if (jobTypes[job.type].archBound && !job.arch)
      throw new InvalidPlanError(`'${job.ref}' has no architecture`)
    const fault = argsFault(job.type, job.args)
    if (fault) throw new InvalidPlanError(`The args of '${job.ref}' do not fit ${job.type}: ${fault}`)
    seen.add(job.ref)
  }
  return plan
}

function assertDependencies(job: PlannedJob, seen: Set<string>, all: Set<string>): void {
  const own = new Set<string>()
  for (const dependency of job.dependsOn) {
    const name = typeof dependency === 'string' ? dependency : dependency.jobId
    if (own.has(name)) throw new InvalidPlanError(`'${job.ref}' depends on '${name}' twice`)
    own.add(name)
    if (typeof dependency !== 'string' || seen.has(dependency)) continue
    throw new InvalidPlanError(
      all.has(dependency)
        ? `'${job.ref}' depends on '${dependency}', which does not stand before it: a cycle, or the wrong order`
        : `'${job.ref}' depends on '${dependency}', which is not in the plan`,
    )
  }
}
