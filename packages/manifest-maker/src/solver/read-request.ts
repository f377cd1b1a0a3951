import { checked } from './checked.js'
import {
  type SolverRepository,
  type SolverRequest,
  type SolverTransaction,
  UnmappableError,
} from './forms.js'

/** Optional metadata that workers always load, for the same platforms as image-builder asks for. */
const OPTIONAL_METADATA = ['filelists']

/**
 * Parses a request of image-builder to its solver. The packages of a transaction are sorted, because image-builder
 * lists them in another order each time, and equal requests must be recognised.
 * @throws {UnmappableError} naming a member that the args of a `depsolve` job cannot express
 */
export function readRequest(text: string): SolverRequest {
  const request = checked<Record<string, unknown>>(parse(text), 'request', {
    api_version: 'any',
    command: 'text',
    module_platform_id: 'text',
    releasever: 'text',
    arch: 'text',
    // Cache folder of a local solver, which means nothing to a worker.
    cachedir: 'text',
    arguments: 'object',
  })
  if (request.api_version !== 2)
    throw new UnmappableError(`request.api_version ${String(request.api_version)} is not 2`)
  if (request.command !== 'depsolve')
    throw new UnmappableError(`request.command ${String(request.command)} is not depsolve`)
  const args = checked<Record<string, unknown>>(request.arguments, 'request.arguments', {
    repos: 'list',
    transactions: 'list',
    'optional-metadata': 'texts',
    sbom: 'object',
  })
  const metadata = (args['optional-metadata'] as string[] | undefined) ?? []
  const unknown = metadata.find((name) => !OPTIONAL_METADATA.includes(name))
  if (unknown !== undefined)
    throw new UnmappableError(`request.arguments.optional-metadata ${unknown} has no counterpart`)
  return {
    module_platform_id: textOf(request, 'module_platform_id', true),
    releasever: textOf(request, 'releasever'),
    arch: textOf(request, 'arch'),
    repos: ((args.repos as unknown[] | undefined) ?? []).map(readRepository),
    transactions: ((args.transactions as unknown[] | undefined) ?? []).map(readTransaction),
    sbom: wantsSbom(args.sbom),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UnmappableError('request is no JSON', { cause: error })
  }
}

function textOf(request: Record<string, unknown>, name: string, mayBeAbsent = false): string {
  const value = request[name]
  if (typeof value === 'string') return value
  if (mayBeAbsent) return ''
  throw new UnmappableError(`request.${name} is missing`)
}

function readRepository(value: unknown, index: number): SolverRepository {
  const at = `request.arguments.repos[${index}]`
  const repository = checked<SolverRepository>(value, at, {
    id: 'text',
    name: 'text',
    baseurl: 'texts',
    metalink: 'text',
    mirrorlist: 'text',
    gpgkey: 'texts',
    gpgcheck: 'flag',
    repo_gpgcheck: 'flag',
    sslverify: 'flag',
    sslcacert: 'text',
    sslclientkey: 'text',
    sslclientcert: 'text',
    metadata_expire: 'text',
    module_hotfixes: 'flag',
    rhsm: 'flag',
  })
  if (typeof repository.id !== 'string') throw new UnmappableError(`${at}.id is missing`)
  return repository
}

function readTransaction(value: unknown, index: number): SolverTransaction {
  const at = `request.arguments.transactions[${index}]`
  const transaction = checked<SolverTransaction>(value, at, {
    'package-specs': 'texts',
    'exclude-specs': 'texts',
    'module-enable-specs': 'texts',
    'repo-ids': 'texts',
    install_weak_deps: 'flag',
  })
  if (transaction['package-specs'] == null) throw new UnmappableError(`${at}.package-specs is missing`)
  return {
    ...transaction,
    ...Object.fromEntries(
      SETS.flatMap((name) => (transaction[name] ? [[name, transaction[name].toSorted()]] : [])),
    ),
  }
}

const SETS = ['package-specs', 'exclude-specs', 'module-enable-specs'] as const

function wantsSbom(value: unknown): boolean {
  if (value == null) return false
  const { type } = checked<{ type?: string }>(value, 'request.arguments.sbom', { type: 'text' })
  if (type !== 'spdx') throw new UnmappableError(`request.arguments.sbom.type ${String(type)} is not spdx`)
  return true
}
