import { wireType } from '@composer/contracts'
import type { JobRow } from '@composer/jobqueue'
import { refusal } from '../errors.js'
import { awsOutcome, jobErrorOf } from './outcomes.js'
import type { CloneStatus, UploadStatusValue } from './schemas.js'

/**
 * How far a clone is, from its own job: the copy, or the share that follows it.
 * @throws error 26 when the job is neither
 */
export function cloneStatus(job: JobRow, basePath: string): CloneStatus {
  const type = wireType(job.type)
  if (type !== 'aws-ec2-copy' && type !== 'aws-ec2-share') throw refusal(26)
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
