import { storedType } from '../jobs/registry.js'
import type { JobPlan } from './job-plan.js'

/** A drawing of the graph: one line a job, `ref (type) <- dependencies`, for tests and logs. */
export function renderPlan(plan: JobPlan): string {
  return plan
    .map((job) => {
      const type = storedType(job.type, job.arch ?? '')
      const name = job.ref === type ? job.ref : `${job.ref} (${type})`
      const dependencies = job.dependsOn.map((one) => (typeof one === 'string' ? one : `job ${one.jobId}`))
      return dependencies.length > 0 ? `${name} <- ${dependencies.join(', ')}` : name
    })
    .join('\n')
}
