import { awsResult } from './aws-ec2-copy.js'
import { defineJobType } from './job-type.js'
import { argsOf, everyOf, type ArgsOf } from './json-schema.js'

const members = {
  /** Empty, like `region`: taken from the copy that it depends on. */
  ami: { type: 'string' },
  region: { type: 'string' },
  shareWithAccounts: { type: 'array', items: { type: 'string' } },
} as const

const args = argsOf(members, everyOf(members))
export type AwsEc2ShareArgs = ArgsOf<typeof args>

/** Shares an AMI with accounts. */
export const awsEc2Share = defineJobType({
  ...awsResult,
  name: 'aws-ec2-share',
  archBound: false,
  onDependencyFailure: 'run',
  misfitError: 3,
  argsSchema: args,
})
