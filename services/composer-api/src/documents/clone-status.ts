import type { GraphRow, JobRow } from '@composer/jobqueue'
import { cloneStep } from './compose-roles.js'
import { awsOutcome, jobErrorOf } from './outcomes.js'
import type { CloneStatus, UploadStatusValue } from './schemas.js'

/**
 * The status of a clone, derived from the job that the id names: the copy, or the share that follows it.
 * @throws error 26 when the id belongs to another kind of job
 */
export function cloneStatus(graph: GraphRow, jobId: string, basePath: string): CloneStatus {
  const job = cloneStep(graph, jobId)
  const { ami = '', region = '' } = awsOutcome(job) ?? {}
  return {
    id: job.id,
    kind: 'CloneComposeStatus',
    href: `${basePath}/clones/${job.id}`,
    status: cloneValue(job),
    type: 'aws',
    options: { ami, region },
  }
}

function cloneValue(job: JobRow): UploadStatusValue {
  switch (job.state) {
    case 'cancelled':
      return 'failure'
    case 'waiting':
    case 'ready':
      return 'pending'
    case 'running':
      return 'running'
    case 'finished':
      return jobErrorOf(job) ? 'failure' : 'success'
  }
}
