import { findMembers, type Span } from '@composer/raw-json'
import { checked, present } from './checked.js'
import { type JobRepository, type SolverRepository, UnmappableError } from './forms.js'
import { readPackage } from './read-packages.js'
import { sameSource } from './same-source.js'

export interface SolvedChain {
  solver: string
  /**
   * The packages of each transaction. Undefined: the worker reported only all packages of the chain together, as
   * workers of 2025 do.
   */
  transactions: object[][] | undefined
  /** All packages of the chain. */
  packages: object[]
  repos: Record<string, SolverRepository>
  modules: Record<string, unknown>
  /** JSON text. */
  sbom: string | undefined
}

/** Members that are parsed. The SBOM is not: it is large, and its text is passed on unchanged. */
const PARSED = ['transactions', 'package_specs', 'repo_configs', 'modules', 'solver'] as const

/**
 * Reads the chain called `name` in the result of a `depsolve` job and converts it to the form that image-builder reads.
 * @param text JSON text of the result
 * @param asked the repositories of image-builder's request; packages refer to repositories by the ids in it
 * @throws {UnmappableError} naming a member that image-builder's form cannot express
 */
export function readResult(text: string, name: string, asked: readonly SolverRepository[]): SolvedChain {
  const bytes = Buffer.from(text)
  const spans = findMembers(bytes, [...PARSED, 'sbom_docs'])
  const valueOf = (member: string): unknown => {
    const span = spans.get(member)
    return span && JSON.parse(bytes.toString('utf8', span.start, span.end))
  }
  const chainOf = (member: string): unknown =>
    (valueOf(member) as Record<string, unknown> | null | undefined)?.[name]

  const { repos, repositoryOf } = readRepositories(chainOf('repo_configs'), name, asked)
  const readList = (list: unknown, at: string) =>
    listOf(list, at).map((entry, index) => readPackage(entry, `${at}[${index}]`, repositoryOf))
  const perTransaction = chainOf('transactions')
  const transactions =
    perTransaction == null
      ? undefined
      : listOf(perTransaction, `result.transactions.${name}`).map((list, index) =>
          readList(list, `result.transactions.${name}[${index}]`),
        )
  return {
    solver: typeof valueOf('solver') === 'string' ? (valueOf('solver') as string) : 'dnf',
    transactions,
    packages:
      transactions?.flat() ?? readList(chainOf('package_specs') ?? [], `result.package_specs.${name}`),
    repos,
    modules: readModules(chainOf('modules'), `result.modules.${name}`),
    sbom: sbomIn(bytes, spans.get('sbom_docs'), name),
  }
}

function listOf(value: unknown, at: string): unknown[] {
  if (value == null) return []
  if (!Array.isArray(value)) throw new UnmappableError(`${at} is not a list`)
  return value as unknown[]
}

const REPOSITORY_KINDS = {
  id: 'text',
  name: 'text',
  baseurls: 'texts',
  metalink: 'text',
  mirrorlist: 'text',
  gpgkeys: 'texts',
  check_gpg: 'flag',
  check_repo_gpg: 'flag',
  ignore_ssl: 'flag',
  metadata_expire: 'text',
  module_hotfixes: 'flag',
  rhsm: 'flag',
  // Every repository of a result was used.
  enabled: 'flag',
  sslcacert: 'text',
  sslclientkey: 'text',
  sslclientcert: 'text',
} as const

type ResultRepository = JobRepository & { sslcacert?: string; sslclientkey?: string; sslclientcert?: string }

/** Reads the repositories of a result: by image-builder's ids, and a function that finds one by the worker's id. */
function readRepositories(configs: unknown, name: string, asked: readonly SolverRepository[]) {
  const byWorkersId = new Map<string, SolverRepository>()
  for (const [index, value] of listOf(configs, `result.repo_configs.${name}`).entries()) {
    const at = `result.repo_configs.${name}[${index}]`
    const config = checked<ResultRepository>(value, at, REPOSITORY_KINDS)
    const own = asked.find(({ id }) => id === config.id) ?? asked.find((one) => sameSource(config, one))
    if (!own) throw new UnmappableError(`${at} is none of the repositories that were asked about`)
    byWorkersId.set(config.id ?? '', toSolverRepository(config, own))
  }
  return {
    repos: Object.fromEntries([...byWorkersId.values()].map((repository) => [repository.id, repository])),
    repositoryOf: (id: string) => byWorkersId.get(id),
  }
}

const toSolverRepository = (config: ResultRepository, own: SolverRepository): SolverRepository =>
  present<SolverRepository>({
    id: own.id,
    name: config.name,
    baseurl: config.baseurls,
    metalink: config.metalink,
    mirrorlist: config.mirrorlist,
    gpgkey: config.gpgkeys,
    gpgcheck: config.check_gpg,
    repo_gpgcheck: config.check_repo_gpg,
    sslverify: config.ignore_ssl == null ? undefined : !config.ignore_ssl,
    sslcacert: config.sslcacert,
    sslclientkey: config.sslclientkey,
    sslclientcert: config.sslclientcert,
    metadata_expire: config.metadata_expire,
    module_hotfixes: config.module_hotfixes,
    // A worker does not repeat it.
    rhsm: config.rhsm === true || own.rhsm === true || undefined,
  })

/** Converts a list of modules to an object by name. */
function readModules(list: unknown, at: string): Record<string, unknown> {
  const named = listOf(list, at).map((value, index) => {
    const module = checked<Record<'module-file' | 'failsafe-file', unknown>>(value, `${at}[${index}]`, {
      'module-file': 'object',
      'failsafe-file': 'object',
    })
    const { data } = checked<{ data?: unknown }>(module['module-file'], `${at}[${index}].module-file`, {
      path: 'text',
      data: 'object',
    })
    const { name } = checked<{ name?: string }>(data, `${at}[${index}].module-file.data`, {
      name: 'text',
      stream: 'text',
      profiles: 'texts',
      state: 'text',
    })
    checked(module['failsafe-file'], `${at}[${index}].failsafe-file`, { path: 'text', data: 'text' })
    if (name === undefined) throw new UnmappableError(`${at}[${index}].module-file.data.name is missing`)
    return [name, module] as const
  })
  return Object.fromEntries(named)
}

function sbomIn(bytes: Buffer, documents: Span | undefined, name: string): string | undefined {
  const cut = (within: Buffer, member: string): Buffer | undefined => {
    if (within.toString() === 'null') return undefined
    const span = findMembers(within, [member]).get(member)
    return span && within.subarray(span.start, span.end)
  }
  const entry = documents && cut(bytes.subarray(documents.start, documents.end), name)
  if (!entry) return undefined
  const type = cut(entry, 'type')?.toString()
  if (type !== '"spdx"')
    throw new UnmappableError(`result.sbom_docs.${name}.type ${String(type)} is not spdx`)
  return cut(entry, 'document')?.toString()
}
