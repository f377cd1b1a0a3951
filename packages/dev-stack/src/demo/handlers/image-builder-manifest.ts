import { JOB_ERROR, JobError, type Handler } from '@composer/worker-client'
import { type Blueprint, demoManifest } from '../demo-manifest.js'
import { demoSbom } from '../demo-sbom.js'
import { baseNames, distTagOf, packageNamed } from '../package-catalogue.js'
import { isAsked, pause } from '../switches.js'

const BUILD_ROOT = [
  'bash',
  'coreutils',
  'dnf',
  'e2fsprogs',
  'glibc',
  'policycoreutils',
  'rpm',
  'tar',
  'xfsprogs',
]

interface ManifestArgs {
  Args: {
    Distro: string
    Arch: string
    ImageType: string
    Blueprint: Blueprint | null
    OSTree?: { Ref?: string } | null
    Bootc?: { Reference: string } | null
  }
  ContainerResolveDynArgsIdx?: number
  OSTreeResolveDynArgsIdx?: number
}

/** Makes up a manifest that has the wanted packages and customizations in it. */
export function imageBuilderManifest(workMs: number): Handler {
  return async (job, { signal }) => {
    const { Args: args, ...indexes } = job.args as ManifestArgs
    failOnDependency(
      job.dynamicArgs,
      indexes.ContainerResolveDynArgsIdx,
      31,
      'Error in container resolve job dependency',
    )
    failOnDependency(
      job.dynamicArgs,
      indexes.OSTreeResolveDynArgsIdx,
      35,
      'Error in ostree resolve job dependency',
    )
    await pause(workMs / 4, signal)
    if (isAsked(job, 'demo-fail-manifest')) {
      throw new JobError(
        JOB_ERROR.manifestGeneration,
        'Error generating the manifest',
        'the request asked for demo-fail-manifest',
      )
    }

    const distro = args.Bootc ? 'bootc-10' : args.Distro
    const named = (name: string) => packageNamed(name, distTagOf(distro), args.Arch)
    const buildPackages = BUILD_ROOT.map(named)
    const packages = wantedNames(args.Blueprint ?? {}).map(named)
    const ostreeRef = /commit|container/.test(args.ImageType)
      ? (args.OSTree?.Ref ?? `${distro}/${args.Arch}/edge`)
      : undefined
    const manifest = demoManifest({
      distro,
      imageType: args.ImageType,
      blueprint: args.Blueprint ?? {},
      buildPackages,
      packages,
      ...(ostreeRef !== undefined && { ostreeRef }),
    })
    const names = manifest.pipelines.map(({ name }) => name)
    return {
      data: manifest,
      error: '',
      info: {
        osbuild_composer_version: 'demo',
        pipeline_names: { build: ['build'], payload: names.filter((name) => name !== 'build') },
      },
      sbom_docs: {
        build: { type: 'spdx', document: demoSbom(`${distro}-build`, buildPackages) },
        os: { type: 'spdx', document: demoSbom(`${distro}-os`, packages) },
      },
    }
  }
}

function wantedNames({ packages = [], modules = [], groups = [] }: Blueprint): string[] {
  const asked = [...packages, ...modules].flatMap(({ name }) => (name === undefined ? [] : [name]))
  const grouped = groups.flatMap(({ name }) =>
    name === undefined ? [] : [`${name}-release`, `${name}-tools`],
  )
  return [...new Set([...baseNames(), ...asked, ...grouped])].sort()
}

function failOnDependency(
  dynamicArgs: unknown[],
  index: number | undefined,
  errorId: number,
  reason: string,
): void {
  if (index === undefined) return
  const { job_error: error } = (dynamicArgs[index] ?? {}) as { job_error?: unknown }
  if (error != null) throw new JobError(errorId, reason, error)
}
