import { errorLines } from './error-lines.js'
import type { ChainLink, JobSummary } from './types.js'

/** Errors of a compose's jobs, the deepest cause first: a job comes after all jobs that it depends on. */
export function errorChain(jobs: readonly JobSummary[]): ChainLink[] {
  const byId = new Map(jobs.map((job) => [job.id, job]))
  const seen = new Set<string>()
  const chain: ChainLink[] = []
  const visit = (job: JobSummary): void => {
    if (seen.has(job.id)) return
    seen.add(job.id)
    for (const id of job.dependsOn) {
      const dependency = byId.get(id)
      if (dependency) visit(dependency)
    }
    for (const child of jobs) if (child.parentId === job.id) visit(child)
    const { id: jobId, role, type, error } = job
    if (error) chain.push({ jobId, role, type, error, lines: errorLines(error.details) })
  }
  for (const job of jobs) visit(job)
  return chain
}
