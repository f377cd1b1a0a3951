import { jobError, resultBase, type JobOutcome, type JobType } from './job-type.js'

export interface AwsEc2CopyArgs {
  ami: string
  source_region: string
  target_region: string
  target_name: string
}

/** Of copies and shares alike: where the image is now. */
export interface AwsOutcome extends JobOutcome {
  ami?: string
  region?: string
}

type AwsContract = Pick<JobType, 'awaited' | 'claimableBy' | 'resultSchema' | 'selection' | 'digest'>

/** The part of the contract that copy and share have in common. */
export const awsResult: AwsContract = {
  awaited: false,
  claimableBy: 'workers',
  resultSchema: {
    type: 'object',
    properties: { ...resultBase, ami: { type: 'string' }, region: { type: 'string' } },
  },
  selection: { job_error: true, ami: true, region: true },
  digest(result): AwsOutcome {
    const { ami, region } = result as { ami?: string; region?: string }
    return { ...jobError(result), ...(ami ? { ami } : {}), ...(region ? { region } : {}) }
  },
}

/** Copies an AMI into another region. */
export const awsEc2Copy: JobType<'aws-ec2-copy'> = {
  ...awsResult,
  name: 'aws-ec2-copy',
  archBound: false,
  onDependencyFailure: 'run',
  misfitError: 17,
  argsSchema: { type: 'object', required: ['ami', 'source_region', 'target_region', 'target_name'] },
}
