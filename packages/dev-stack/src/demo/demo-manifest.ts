import { type DemoPackage, digestOf, fileNameOf, nevra } from './package-catalogue.js'

export interface ManifestStage {
  type: string
  inputs?: unknown
  options?: unknown
}

export interface ManifestPipeline {
  name: string
  build?: string
  runner?: string
  stages: ManifestStage[]
}

/** An osbuild manifest, as far as demo workers write and read it. */
export interface DemoManifest {
  version: '2'
  /** Absent in a manifest of the real program. */
  metadata?: { 'org.osbuild.demo': { packages: Record<string, DemoPackage[]>; ostreeRef?: string } }
  pipelines: ManifestPipeline[]
  sources: Record<string, { items: Record<string, unknown> }>
}

interface WantedImage {
  distro: string
  imageType: string
  blueprint: Blueprint
  buildPackages: DemoPackage[]
  packages: DemoPackage[]
  ostreeRef?: string
}

export interface Blueprint {
  name?: string
  packages?: { name?: string }[]
  modules?: { name?: string }[]
  groups?: { name?: string }[]
  containers?: { source: string; name?: string }[]
  customizations?: { hostname?: string; user?: { name: string }[]; kernel?: { append?: string } }
}

/** A manifest of the shape osbuild takes: a build root, the system, and the steps that make the file. */
export function demoManifest(wanted: WantedImage): DemoManifest {
  const { distro, blueprint, buildPackages, packages } = wanted
  const everything = [...buildPackages, ...packages]
  const sources = Object.fromEntries(
    everything.map((entry) => [checksum(entry), { url: urlOf(distro, entry) }]),
  )
  return {
    version: '2',
    metadata: {
      'org.osbuild.demo': {
        packages: { build: buildPackages, os: packages },
        ...(wanted.ostreeRef !== undefined && { ostreeRef: wanted.ostreeRef }),
      },
    },
    pipelines: [
      {
        name: 'build',
        runner: `org.osbuild.${distro.replaceAll('-', '')}`,
        stages: [rpmStage(buildPackages), { type: 'org.osbuild.selinux' }],
      },
      { name: 'os', build: 'name:build', stages: systemStages(blueprint, packages) },
      ...imagePipelines(wanted),
    ],
    sources: { 'org.osbuild.curl': { items: sources } },
  }
}

function systemStages(blueprint: Blueprint, packages: DemoPackage[]): ManifestStage[] {
  const { hostname, user = [], kernel } = blueprint.customizations ?? {}
  return [
    rpmStage(packages),
    { type: 'org.osbuild.locale', options: { language: 'en_US.UTF-8' } },
    ...(hostname === undefined ? [] : [{ type: 'org.osbuild.hostname', options: { hostname } }]),
    ...(user.length === 0
      ? []
      : [
          {
            type: 'org.osbuild.users',
            options: { users: Object.fromEntries(user.map(({ name }) => [name, {}])) },
          },
        ]),
    ...(blueprint.containers ?? []).map((container) => ({
      type: 'org.osbuild.skopeo',
      options: { source: container.source },
    })),
    { type: 'org.osbuild.kernel-cmdline', options: { kernel_opts: kernel?.append ?? 'ro' } },
    { type: 'org.osbuild.grub2', options: { rootfs: { label: 'root' }, blueprint: blueprint.name ?? '' } },
    {
      type: 'org.osbuild.selinux',
      options: { file_contexts: 'etc/selinux/targeted/contexts/files/file_contexts' },
    },
  ]
}

function imagePipelines({ imageType, ostreeRef }: WantedImage): ManifestPipeline[] {
  const build = 'name:build'
  if (ostreeRef !== undefined) {
    return [
      {
        name: 'ostree-commit',
        build,
        stages: [
          { type: 'org.osbuild.ostree.init' },
          { type: 'org.osbuild.ostree.commit', options: { ref: ostreeRef } },
        ],
      },
      { name: 'commit-archive', build, stages: [{ type: 'org.osbuild.tar' }] },
    ]
  }
  return [
    {
      name: 'image',
      build,
      stages: ['org.osbuild.truncate', 'org.osbuild.sfdisk', 'org.osbuild.mkfs.xfs', 'org.osbuild.copy'].map(
        (type) => ({ type }),
      ),
    },
    { name: imageType, build, stages: [{ type: 'org.osbuild.qemu' }] },
  ]
}

function rpmStage(packages: DemoPackage[]): ManifestStage {
  const references = packages.map((entry) => ({
    id: checksum(entry),
    options: { metadata: { 'rpm.check_gpg': true } },
  }))
  return {
    type: 'org.osbuild.rpm',
    inputs: { packages: { type: 'org.osbuild.files', origin: 'org.osbuild.source', references } },
    options: { gpgkeys: [], exclude: { docs: true } },
  }
}

const checksum = (entry: DemoPackage) => `sha256:${digestOf('sha256', nevra(entry))}`
const urlOf = (distro: string, entry: DemoPackage) =>
  `https://packages.example.com/${distro}/${entry.name[0] ?? ''}/${fileNameOf(entry)}`
