import { manifestArgs, resolveJobs } from './manifest-args.js'
import type { ManifestStep } from './manifest-step.js'

/**
 * Manifests made by this service's own makers. A maker enqueues depsolve jobs as children of the manifest job, in the
 * tenant's lane. They are not planned here, because only the manifest program knows which package sets to solve.
 */
export const manifestIdOnly: ManifestStep = (input) => {
  const manifest = `manifest#${input.index}`
  const { resolves, indexes } = resolveJobs(input)
  return {
    jobs: [
      ...resolves,
      {
        ref: manifest,
        type: 'manifest-id-only',
        role: 'manifest',
        args: { Args: manifestArgs(input), ...indexes },
        dependsOn: resolves.map(({ ref }) => ref),
      },
    ],
    manifest,
  }
}
