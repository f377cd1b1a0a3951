import { defineJobType } from './job-type.js'
import { argsOf } from './json-schema.js'
import { manifestResult } from './manifest-result.js'

/** Manifest made on the service's side, by a maker; no worker may ask for it. */
export const manifestIdOnly = defineJobType({
  ...manifestResult,
  name: 'manifest-id-only',
  archBound: false,
  claimableBy: 'makers',
  onDependencyFailure: 'run',
  argsSchema: argsOf({}),
})
