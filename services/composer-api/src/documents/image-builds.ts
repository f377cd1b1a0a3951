import { wireType } from '@composer/contracts'
import type { GraphRow, JobRow } from '@composer/jobqueue'
import { refusal } from '../errors.js'
import { pickJob } from './compose-status.js'
import type { FindJob } from './job-error.js'
import { kojiJobs } from './koji-status.js'

/**
 * The build jobs behind a compose id, in the order of the request's images.
 * @throws errors 26 when the id names something else, 1015 for a koji compose without images
 */
export function imageBuilds(graph: GraphRow, jobId: string): { builds: JobRow[]; findJob: FindJob } {
  const { job, findJob } = pickJob(graph, jobId)
  switch (wireType(job.type)) {
    case 'osbuild':
      return { builds: [job], findJob }
    case 'koji-finalize':
      return { builds: kojiJobs(job, findJob).builds, findJob }
    default:
      throw refusal(26)
  }
}

/**
 * The build job that the id names; koji composes, which have several, are not accepted.
 * @throws error 26 for any other job
 */
export function singleBuild(graph: GraphRow, jobId: string): { build: JobRow; findJob: FindJob } {
  const { job, findJob } = pickJob(graph, jobId)
  if (wireType(job.type) !== 'osbuild') throw refusal(26)
  return { build: job, findJob }
}
