import { JOB_ERROR, JobError, type Handler } from '@composer/worker-client'
import { demoAmi } from '../finish-targets.js'
import { isAsked, pause } from '../switches.js'

const INVALID_CONFIG = 17
const SHARING_TARGET = 3

export function awsEc2Copy(): Handler {
  return async (job, { signal }) => {
    const { ami, target_region: region } = job.args as { ami: string; target_region: string }
    await pause(200, signal)
    if (isAsked(job, 'demo-fail-aws'))
      throw new JobError(INVALID_CONFIG, 'cannot copy the image', 'the request asked for demo-fail-aws')
    return { ami: demoAmi(`${ami} in ${region}`), region }
  }
}

export function awsEc2Share(): Handler {
  return async (job, { signal }) => {
    const args = job.args as { ami: string; region: string }
    await pause(200, signal)
    if (isAsked(job, 'demo-fail-aws'))
      throw new JobError(SHARING_TARGET, 'cannot share the image', 'the request asked for demo-fail-aws')
    if (args.ami !== '' && args.region !== '') return { ami: args.ami, region: args.region }
    const [copy] = job.dynamicArgs as ({ ami?: string; region?: string; job_error?: unknown } | null)[]
    if (copy?.job_error) throw new JobError(JOB_ERROR.jobDependency, 'the copy failed', copy.job_error)
    if (copy?.ami === undefined) throw new JobError(1, 'the copy has no result')
    return { ami: copy.ami, region: copy.region }
  }
}
