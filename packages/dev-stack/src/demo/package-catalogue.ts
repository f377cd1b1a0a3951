import { createHash } from 'node:crypto'

export interface DemoPackage {
  name: string
  epoch: number
  version: string
  release: string
  arch: string
  summary: string
}

/** What a small system has; versions as of a day in 2026. */
const BASE: [name: string, version: string, summary: string][] = [
  ['basesystem', '11', 'The skeleton package which defines a simple system'],
  ['bash', '5.2.26', 'The GNU Bourne Again shell'],
  ['ca-certificates', '2025.2.80', 'The Mozilla CA root certificate bundle'],
  ['chrony', '4.6.1', 'An NTP client/server'],
  ['cloud-init', '24.4', 'Cloud instance init scripts'],
  ['coreutils', '9.5', 'A set of basic GNU tools'],
  ['dnf', '4.20.0', 'Package manager'],
  ['e2fsprogs', '1.47.1', 'Utilities for managing ext2, ext3, and ext4 file systems'],
  ['filesystem', '3.18', 'The basic directory layout for a Linux system'],
  ['glibc', '2.40', 'The GNU libc libraries'],
  ['grub2-common', '2.12', 'The common files of the boot loader'],
  ['kernel', '6.12.0', 'The Linux kernel'],
  ['openssh-server', '9.9p1', 'An open source SSH server daemon'],
  ['openssl-libs', '3.2.2', 'A general purpose cryptography library with TLS implementation'],
  ['policycoreutils', '3.8', 'SELinux policy core utilities'],
  ['rpm', '4.19.1.1', 'The RPM package management system'],
  ['selinux-policy-targeted', '40.13.26', 'SELinux targeted policy'],
  ['setup', '2.14.5', 'A set of system configuration and setup files'],
  ['sudo', '1.9.15', 'Allows restricted root access for specified users'],
  ['systemd', '257', 'System and service manager'],
  ['tar', '1.35', 'GNU file archiving program'],
  ['util-linux', '2.40.2', 'Collection of basic system utilities'],
  ['xfsprogs', '6.11.0', 'Utilities for managing the XFS file system'],
]

/** Found by searches, and installed when asked for. */
const EXTRA: [name: string, version: string, summary: string][] = [
  ['bash-completion', '2.11', 'Programmable completion for Bash'],
  ['git', '2.47.1', 'Fast version control system'],
  ['htop', '3.3.0', 'Interactive process viewer'],
  ['nginx', '1.26.3', 'A high performance web server and reverse proxy server'],
  ['nginx-core', '1.26.3', 'nginx minimal core'],
  ['podman', '5.4.0', 'Manage pods, containers and container images'],
  ['postgresql-server', '16.8', 'The programs needed to create and run a PostgreSQL server'],
  ['tmux', '3.4', 'A terminal multiplexer'],
  ['vim-enhanced', '9.1.083', 'A version of the VIM editor which includes recent enhancements'],
]

const KNOWN = new Map([...BASE, ...EXTRA].map((row) => [row[0], row]))

export const baseNames = (): string[] => BASE.map(([name]) => name)

/** The package of that name; for a name nobody knows, a version is made up from the name, always the same one. */
export function packageNamed(name: string, distTag: string, arch: string): DemoPackage {
  const number = createHash('sha256').update(name).digest().readUInt32BE()
  const [, version, summary] = KNOWN.get(name) ?? [
    name,
    `${1 + (number % 4)}.${number % 17}.${number % 7}`,
    `The ${name} package`,
  ]
  const noarch =
    /^(basesystem|ca-certificates|cloud-init|dnf|filesystem|setup|.*-policy.*|grub2-common)$/.test(name)
  return {
    name,
    epoch: name.startsWith('openssl') || name.startsWith('grub2') ? 1 : 0,
    version,
    release: `${1 + (number % 12)}.${distTag}`,
    arch: noarch ? 'noarch' : arch,
    summary,
  }
}

/** Names known here that fit one of these patterns (`*` stands for anything), sorted. */
export function searchNames(patterns: string[]): string[] {
  const expressions = patterns.map((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    return new RegExp(`^${parts.join('.*')}$`)
  })
  return [...KNOWN.keys()].filter((name) => expressions.some((expression) => expression.test(name))).sort()
}

/** `bash-5.2.26-3.el9.x86_64`, with the epoch when there is one. */
export function nevra({ name, epoch, version, release, arch }: DemoPackage): string {
  return `${name}-${epoch === 0 ? '' : `${epoch}:`}${version}-${release}.${arch}`
}

/** The name of its file: without an epoch. */
export function fileNameOf({ name, version, release, arch }: DemoPackage): string {
  return `${name}-${version}-${release}.${arch}.rpm`
}

export const digestOf = (algorithm: 'md5' | 'sha256', text: string): string =>
  createHash(algorithm).update(text).digest('hex')

/** `el9` for `centos-9` and `rhel-9.6`, `fc43` for `fedora-43`. */
export function distTagOf(distro: string): string {
  const [, name = '', major = '9'] = /^([a-z]+)-?(\d+)?/.exec(distro) ?? []
  return name === 'fedora' ? `fc${major}` : `el${major}`
}
