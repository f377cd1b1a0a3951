import { manifestArgs, resolveJobs } from './manifest-args.js'
import type { ManifestStep } from './manifest-step.js'

/**
 * Manifests made by the makers of this service. While one is made, depsolve jobs, children of it, run in the tenant's
 * lane: they are not planned, because the program alone knows what is to be solved.
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
