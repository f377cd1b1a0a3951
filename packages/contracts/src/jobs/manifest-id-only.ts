import type { JobType } from './job-type.js'
import { argsOf } from './json-schema.js'
import { manifestResult } from './manifest-result.js'

/** Manifest made by the server itself; no worker may ask for it. */
export const manifestIdOnly: JobType<'manifest-id-only'> = {
  ...manifestResult,
  name: 'manifest-id-only',
  archBound: false,
  claimableBy: 'server',
  onDependencyFailure: 'run',
  argsSchema: argsOf({}),
}
