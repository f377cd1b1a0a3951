import { depsolveAsChild, SolverFailure } from '@composer/manifest-maker'
import { JOB_ERROR, JobError, type Handler, type Job } from '@composer/worker-client'
import {
  BUILD_ROOT,
  distroOf,
  failOnResolveJobs,
  type ManifestArgs,
  manifestOf,
  wantedNames,
} from '../make-manifest.js'
import { type DemoPackage, distTagOf } from '../package-catalogue.js'
import { isAsked, pause } from '../switches.js'

const CHAIN = 'packages'

interface Solved {
  transactions: Record<string, DemoPackage[][]>
  sbom_docs: Record<string, { type: string; document: object }>
}

/**
 * Makes a manifest of packages that the tenant's workers solve, one pipeline after the other as the real maker does; only
 * the manifest itself is made up.
 */
export function manifestIdOnly(workMs: number): Handler {
  return async (job, { signal }) => {
    const outer = job.args as ManifestArgs
    failOnResolveJobs(outer, job.dynamicArgs)
    await pause(workMs / 8, signal)
    if (isAsked(job, 'demo-fail-manifest')) {
      throw new JobError(
        JOB_ERROR.manifestGeneration,
        'Error serializing manifest',
        'the request asked for demo-fail-manifest',
      )
    }
    const args = outer.Args
    const build = await solve(job, args, [BUILD_ROOT], signal)
    const base = wantedNames({})
    const wanted = wantedNames(args.Blueprint ?? {}).filter((name) => !base.includes(name))
    // The word may stand where a solver never sees it, such as in the host name.
    if (isAsked(job, 'demo-fail-depsolve')) wanted.push('demo-fail-depsolve')
    const os = await solve(job, args, wanted.length === 0 ? [base] : [base, wanted], signal)
    return {
      ...manifestOf(args, packagesOf(build), packagesOf(os)),
      sbom_docs: { build: build.sbom_docs[CHAIN], os: os.sbom_docs[CHAIN] },
    }
  }
}

const packagesOf = ({ transactions }: Solved): DemoPackage[] =>
  (transactions[CHAIN] ?? []).flat().map(({ name, epoch, version, release, arch, summary }) => ({
    name,
    epoch,
    version,
    release,
    arch,
    summary,
  }))

/** A chain of package sets, solved by workers of the tenant. */
async function solve(
  job: Job,
  args: ManifestArgs['Args'],
  sets: string[][],
  signal: AbortSignal,
): Promise<Solved> {
  const distro = distroOf(args)
  const tag = distTagOf(distro)
  const result = await depsolveAsChild(
    job,
    {
      grouped_package_sets: {
        [CHAIN]: sets.map((Include) => ({
          Include,
          Exclude: null,
          EnabledModules: null,
          Repositories: args.Repositories ?? [],
          InstallWeakDeps: true,
        })),
      },
      module_platform_id: `platform:${tag.replace('fc', 'f')}`,
      arch: args.Arch,
      releasever: tag.replace(/\D+/, ''),
      sbom_type: 'spdx',
    },
    { signal, onRetry() {} },
  ).catch((error: unknown) => {
    throw error instanceof SolverFailure ? error.jobError : error
  })
  return JSON.parse(result) as Solved
}
