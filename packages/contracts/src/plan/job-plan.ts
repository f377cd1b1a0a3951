import type { JobArgs, JobTypeName } from '../jobs/registry.js'
import type { JobRole } from './job-role.js'

/** A job of the same plan by its ref, or one that is stored already. */
export type PlannedDependency = string | { jobId: string }

type Planned<Name extends JobTypeName> = {
  /** Name inside the plan, such as `manifest#0`. */
  ref: string
  type: Name
  role: JobRole
  args: JobArgs[Name]
  /** In the order of the dynamic args. */
  dependsOn: PlannedDependency[]
  /** Architecture, for types that are bound to one. */
  arch?: string
}

/** One node of a graph that is not enqueued yet. Wrong args for a type do not compile. */
export type PlannedJob = { [Name in JobTypeName]: Planned<Name> }[JobTypeName]

/** The jobs of one compose; the last one names it. */
export type JobPlan = PlannedJob[]
