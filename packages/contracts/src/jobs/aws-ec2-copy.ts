import { defineJobType, jobError, resultBase, type JobOutcome, type ResultOf } from './job-type.js'
import { argsOf, everyOf, record, text, type ArgsOf } from './json-schema.js'

/** Of copies and shares alike: where the image is now. */
export interface AwsOutcome extends JobOutcome {
  ami?: string
  region?: string
}

const resultSchema = record({ ...resultBase, ami: text, region: text })

/** The part of the contract that copy and share have in common. */
export const awsResult = {
  awaited: false,
  confidential: false,
  claimableBy: 'workers',
  resultSchema,
  needs: ['ami', 'region'],
  digest(result: ResultOf<typeof resultSchema>): AwsOutcome {
    const { ami, region } = result
    return { ...jobError(result), ...(ami ? { ami } : {}), ...(region ? { region } : {}) }
  },
} as const

const members = {
  ami: { type: 'string' },
  source_region: { type: 'string' },
  target_region: { type: 'string' },
  target_name: { type: 'string' },
} as const

const args = argsOf(members, everyOf(members))
export type AwsEc2CopyArgs = ArgsOf<typeof args>

/** Copies an AMI into another region. */
export const awsEc2Copy = defineJobType({
  ...awsResult,
  name: 'aws-ec2-copy',
  archBound: false,
  onDependencyFailure: 'run',
  misfitError: 12,
  argsSchema: args,
})
