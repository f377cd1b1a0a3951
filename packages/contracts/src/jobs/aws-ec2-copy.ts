import { jobError, resultBase, type JobOutcome, type JobType } from './job-type.js'
import { argsOf, record, text } from './json-schema.js'

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

type AwsContract = Pick<
  JobType,
  'awaited' | 'confidential' | 'claimableBy' | 'resultSchema' | 'selection' | 'needs' | 'digest'
>

/** The part of the contract that copy and share have in common. */
export const awsResult: AwsContract = {
  awaited: false,
  confidential: false,
  claimableBy: 'workers',
  resultSchema: record({ ...resultBase, ami: text, region: text }),
  selection: { ami: true, region: true },
  needs: ['ami', 'region'],
  digest(result): AwsOutcome {
    const { ami, region } = result as { ami?: string | null; region?: string | null }
    return { ...jobError(result), ...(ami ? { ami } : {}), ...(region ? { region } : {}) }
  },
}

/** Copies an AMI into another region. */
export const awsEc2Copy: JobType<'aws-ec2-copy'> = {
  ...awsResult,
  name: 'aws-ec2-copy',
  archBound: false,
  onDependencyFailure: 'run',
  misfitError: 12,
  argsSchema: argsOf(
    {
      ami: { type: 'string' },
      source_region: { type: 'string' },
      target_region: { type: 'string' },
      target_name: { type: 'string' },
    },
    ['ami', 'source_region', 'target_region', 'target_name'],
  ),
}
