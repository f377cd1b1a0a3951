import { checked, present } from './checked.js'
import { type SolverRepository, UnmappableError } from './forms.js'

interface JobDependency {
  name: string
  relationship?: string
  version?: string
}

/** A package in the result of a `depsolve` job, with the member names of old and new workers. */
interface JobPackage {
  name: string
  epoch?: number
  version?: string
  release?: string
  arch?: string
  repo_id?: string
  location?: string
  /** Until 2025; still sent beside `location`. */
  path?: string
  remote_locations?: string[]
  /** Until 2025; still sent beside `remote_locations`. */
  remote_location?: string
  checksum?: unknown
  header_checksum?: unknown
  secrets?: string
  check_gpg?: boolean
  ignore_ssl?: boolean
  [member: string]: unknown
}

const TEXTS = [
  'license',
  'summary',
  'description',
  'url',
  'vendor',
  'packager',
  'build_time',
  'group',
] as const
const MORE_TEXTS = ['source_rpm', 'reason'] as const
const SIZES = ['download_size', 'install_size'] as const
const DEPENDENCIES = [
  'provides',
  'requires',
  'requires_pre',
  'conflicts',
  'obsoletes',
  'regular_requires',
  'recommends',
  'suggests',
  'enhances',
  'supplements',
] as const

const KINDS = {
  name: 'text',
  epoch: 'any',
  version: 'text',
  release: 'text',
  arch: 'text',
  repo_id: 'text',
  location: 'text',
  path: 'text',
  remote_locations: 'texts',
  remote_location: 'text',
  checksum: 'any',
  header_checksum: 'any',
  secrets: 'text',
  check_gpg: 'flag',
  ignore_ssl: 'flag',
  files: 'texts',
  ...Object.fromEntries([...TEXTS, ...MORE_TEXTS].map((name) => [name, 'text'] as const)),
  ...Object.fromEntries(SIZES.map((name) => [name, 'any'] as const)),
  ...Object.fromEntries(DEPENDENCIES.map((name) => [name, 'list'] as const)),
} as const

/**
 * Converts a package of a result to the form that image-builder reads.
 * @param at where the package stands in the result, for the error
 * @param repositoryOf finds a repository by the id that the worker uses. image-builder reads the settings of gpg, TLS
 *   and secrets from the repository, so those of the package must be the same
 * @throws {UnmappableError} naming the member
 */
export function readPackage(
  value: unknown,
  at: string,
  repositoryOf: (id: string) => SolverRepository | undefined,
): Record<string, unknown> {
  const entry = checked<JobPackage>(value, at, KINDS)
  const repository = repositoryOf(entry.repo_id ?? '')
  if (!repository) throw new UnmappableError(`${at}.repo_id names no repository of the result`)
  agree(entry, repository, at)
  const remote = entry.remote_locations ?? (entry.remote_location ? [entry.remote_location] : [])
  return {
    name: entry.name,
    epoch: entry.epoch ?? 0,
    version: entry.version ?? '',
    release: entry.release ?? '',
    arch: entry.arch ?? '',
    repo_id: repository.id,
    location: entry.location ?? entry.path ?? '',
    remote_locations: remote,
    checksum: readChecksum(entry.checksum, `${at}.checksum`),
    header_checksum: readChecksum(entry.header_checksum, `${at}.header_checksum`),
    ...Object.fromEntries([...TEXTS, ...MORE_TEXTS].map((name) => [name, entry[name] ?? ''])),
    ...Object.fromEntries(SIZES.map((name) => [name, entry[name] ?? 0])),
    ...Object.fromEntries(
      DEPENDENCIES.map((name) => [name, readDependencies(entry[name], `${at}.${name}`)] as const),
    ),
    files: entry.files ?? [],
  }
}

function agree(entry: JobPackage, repository: SolverRepository, at: string): void {
  if ((entry.check_gpg ?? false) !== (repository.gpgcheck ?? false))
    throw new UnmappableError(`${at}.check_gpg differs from its repository`)
  if ((entry.ignore_ssl ?? false) !== (repository.sslverify === false))
    throw new UnmappableError(`${at}.ignore_ssl differs from its repository`)
  const secrets = repository.rhsm ? 'org.osbuild.rhsm' : repository.sslclientkey ? 'org.osbuild.mtls' : ''
  if ((entry.secrets ?? '') !== secrets)
    throw new UnmappableError(`${at}.secrets differs from its repository`)
}

/** Reads a checksum: `sha256:…` or an object; `:` means none. */
function readChecksum(value: unknown, at: string): { algorithm: string; value: string } | null {
  if (value == null || value === ':' || value === '') return null
  if (typeof value === 'string') {
    const [algorithm, digest, ...rest] = value.split(':')
    if (algorithm && digest && rest.length === 0) return { algorithm, value: digest }
  } else {
    const { type, value: digest } = checked<{ type?: string; value?: string }>(value, at, {
      type: 'text',
      value: 'text',
    })
    if (type && digest) return { algorithm: type, value: digest }
  }
  throw new UnmappableError(`${at} is no checksum`)
}

function readDependencies(value: unknown, at: string): object[] {
  return ((value as unknown[] | undefined) ?? []).map((one, index) => {
    const { name, relationship, version } = checked<JobDependency>(one, `${at}[${index}]`, {
      name: 'text',
      relationship: 'text',
      version: 'text',
    })
    return present({ name, relation: relationship, version })
  })
}
