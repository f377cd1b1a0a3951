import { manifestArgs, resolveJobs } from './manifest-args.js'
import type { ManifestStep } from './manifest-step.js'

/** The folder in which the program caches its downloads; it is inside the worker's own cache folder. */
const cacheDirectory = '/var/cache/osbuild-worker/image-builder'

/**
 * Manifests made by workers that have the image-builder program. It solves packages itself, so there is no depsolve
 * job.
 */
export const imageBuilderManifest: ManifestStep = (input) => {
  const manifest = `manifest#${input.index}`
  const { resolves, indexes } = resolveJobs(input)
  return {
    jobs: [
      ...resolves,
      {
        ref: manifest,
        type: 'image-builder-manifest',
        role: 'manifest',
        args: {
          Args: manifestArgs(input),
          ExtraEnv: [`XDG_CACHE_HOME=${cacheDirectory}`],
          ...indexes,
        },
        dependsOn: resolves.map(({ ref }) => ref),
      },
    ],
    manifest,
  }
}
