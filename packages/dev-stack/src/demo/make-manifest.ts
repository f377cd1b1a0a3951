import { JobError } from '@composer/worker-client'
import { type Blueprint, type DemoManifest, demoManifest } from './demo-manifest.js'
import { baseNames, type DemoPackage } from './package-catalogue.js'

/** Args of a manifest job, as far as demo workers read them. */
export interface ManifestArgs {
  Args: {
    Distro: string
    Arch: string
    ImageType: string
    Blueprint: Blueprint | null
    Repositories?: object[] | null
    OSTree?: { Ref?: string } | null
    Bootc?: { Reference: string } | null
  }
  ContainerResolveDynArgsIdx?: number
  OSTreeResolveDynArgsIdx?: number
}

export const BUILD_ROOT = [
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

/** What the image is called after: a container has a distribution of its own. */
export const distroOf = ({ Distro, Bootc }: ManifestArgs['Args']): string => (Bootc ? 'bootc-10' : Distro)

/** The packages that the blueprint wants, on top of a small system. */
export function wantedNames({ packages = [], modules = [], groups = [] }: Blueprint): string[] {
  const asked = [...packages, ...modules].flatMap(({ name }) => (name === undefined ? [] : [name]))
  const grouped = groups.flatMap(({ name }) =>
    name === undefined ? [] : [`${name}-release`, `${name}-tools`],
  )
  return [...new Set([...baseNames(), ...asked, ...grouped])].sort()
}

/** The parts of a result that come from the manifest. */
export function manifestOf(
  args: ManifestArgs['Args'],
  buildPackages: DemoPackage[],
  packages: DemoPackage[],
): { data: DemoManifest; error: string; info: object } {
  const distro = distroOf(args)
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
  }
}

/** @throws {JobError} 31 or 35 when a resolve job failed */
export function failOnResolveJobs(args: ManifestArgs, dynamicArgs: unknown[]): void {
  const check = (index: number | undefined, errorId: number, what: string) => {
    if (index === undefined) return
    const { job_error: error } = (dynamicArgs[index] ?? {}) as { job_error?: unknown }
    if (error != null) throw new JobError(errorId, `Error in ${what} resolve job dependency`, error)
  }
  check(args.ContainerResolveDynArgsIdx, 31, 'container')
  check(args.OSTreeResolveDynArgsIdx, 35, 'ostree')
}
