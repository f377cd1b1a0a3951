import { defineJobType, jobError, resultBase } from './job-type.js'
import { argsOf, record } from './json-schema.js'

/**
 * Nobody plans it: the manifest program looks into a bootable container by itself. The name stays a contract because
 * composers of the reference do this job themselves, so that a worker that asks for it is refused.
 */
export const bootcPreManifest = defineJobType({
  name: 'bootc-pre-manifest',
  archBound: false,
  claimableBy: 'server',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: true,
  misfitError: 8,
  argsSchema: argsOf({}),
  resultSchema: record(resultBase),
  needs: [],
  digest: jobError,
})
