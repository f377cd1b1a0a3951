import { awsResult } from './aws-ec2-copy.js'
import type { JobType } from './job-type.js'
import { argsOf } from './json-schema.js'

export interface AwsEc2ShareArgs {
  /** Empty, like `region`: taken from the copy that it depends on. */
  ami: string
  region: string
  shareWithAccounts: string[]
}

/** Shares an AMI with accounts. */
export const awsEc2Share: JobType<'aws-ec2-share'> = {
  ...awsResult,
  name: 'aws-ec2-share',
  archBound: false,
  onDependencyFailure: 'run',
  misfitError: 3,
  argsSchema: argsOf(
    {
      ami: { type: 'string' },
      region: { type: 'string' },
      shareWithAccounts: { type: 'array', items: { type: 'string' } },
    },
    ['ami', 'region', 'shareWithAccounts'],
  ),
}
