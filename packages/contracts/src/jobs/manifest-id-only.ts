import { defineJobType } from './job-type.js'
import { argsOf, type ArgsOf } from './json-schema.js'
import { manifestArgsSchema, resolvedIndexesSchema, resolvesMustSucceed } from './manifest-args.js'
import { manifestResult } from './manifest-result.js'

const args = argsOf({ Args: manifestArgsSchema, ...resolvedIndexesSchema }, ['Args'])
export type ManifestIdOnlyArgs = ArgsOf<typeof args>

/**
 * Makes the osbuild manifest on the service's side. Makers alone get it; the packages are solved by the tenant's workers,
 * in depsolve jobs that are children of this one. Its result has `sbom_docs` in the form of a depsolve result, because
 * Koji builds read them there.
 */
export const manifestIdOnly = defineJobType({
  ...manifestResult,
  name: 'manifest-id-only',
  archBound: false,
  claimableBy: 'makers',
  onDependencyFailure: resolvesMustSucceed,
  argsSchema: args,
})
