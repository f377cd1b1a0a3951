import type { ReferenceGraph, ReferenceJob } from './reference-job.js'

/**
 * The graph of a root: the jobs that it needs, directly or through others. Dependencies come first and in their order,
 * which is that of the request where a compose has several images. Pure.
 * @param jobs every job that the root needs, by id
 * @param isTaken whether a job is part of another compose already, like a copy that was shared before
 */
export function collectGraph(
  root: ReferenceJob,
  jobs: ReadonlyMap<string, ReferenceJob>,
  isTaken: (id: string) => boolean,
): ReferenceGraph {
  const seen = new Set<string>()
  const collected: ReferenceJob[] = []
  const visit = (job: ReferenceJob): void => {
    if (seen.has(job.id) || isTaken(job.id)) return
    seen.add(job.id)
    for (const id of job.dependsOn) {
      const dependency = jobs.get(id)
      if (dependency && belongs(job, dependency)) visit(dependency)
    }
    collected.push(job)
  }
  visit(root)
  return { root, jobs: collected }
}

/** A clone is a compose of its own: the image that it copies or shares is none of its jobs. */
function belongs(job: ReferenceJob, dependency: ReferenceJob): boolean {
  return !isCloneStep(job) || isCloneStep(dependency)
}

const isCloneStep = ({ type }: ReferenceJob): boolean => type.startsWith('aws-ec2-')
