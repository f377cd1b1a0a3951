import { JOB_ERROR, JobError, type Handler } from '@composer/worker-client'
import { demoSbom } from '../demo-sbom.js'
import {
  BUILD_ROOT,
  distroOf,
  failOnResolveJobs,
  type ManifestArgs,
  manifestOf,
  wantedNames,
} from '../make-manifest.js'
import { distTagOf, packageNamed } from '../package-catalogue.js'
import { isAsked, pause } from '../switches.js'

/** Makes up a manifest that has the wanted packages and customizations in it. */
export function imageBuilderManifest(workMs: number): Handler {
  return async (job, { signal }) => {
    const outer = job.args as ManifestArgs
    failOnResolveJobs(outer, job.dynamicArgs)
    await pause(workMs / 4, signal)
    if (isAsked(job, 'demo-fail-manifest')) {
      throw new JobError(
        JOB_ERROR.manifestGeneration,
        'Error generating the manifest',
        'the request asked for demo-fail-manifest',
      )
    }
    const args = outer.Args
    const distro = distroOf(args)
    const named = (name: string) => packageNamed(name, distTagOf(distro), args.Arch)
    const buildPackages = BUILD_ROOT.map(named)
    const packages = wantedNames(args.Blueprint ?? {}).map(named)
    return {
      ...manifestOf(args, buildPackages, packages),
      sbom_docs: {
        build: { type: 'spdx', document: demoSbom(`${distro}-build`, buildPackages) },
        os: { type: 'spdx', document: demoSbom(`${distro}-os`, packages) },
      },
    }
  }
}
