import { describe, expect, it } from '@jest/globals'
import { readRequest } from '../src/solver/read-request.js'
import { readResult } from '../src/solver/read-result.js'
import { splitChain } from '../src/solver/split-chain.js'
import { toDepsolveArgs, toJobRepositories } from '../src/solver/to-depsolve-args.js'
import { toSolverResponse } from '../src/solver/to-solver-response.js'
import { type Exchange, exchange, jobsOfWorker } from './recordings.js'

const argsFor = (request: object, given: object[] = []) => {
  const read = readRequest(JSON.stringify(request))
  return toDepsolveArgs(read, toJobRepositories(read, given))
}

describe('a request of image-builder as args of a depsolve job', () => {
  it('asks for the recorded chain as the recorded job did', () => {
    const { request } = exchange('the chain of the recorded jobs')
    const { args } = jobsOfWorker.v180.chain

    const made = argsFor(request)

    const recorded = args.grouped_package_sets.packages ?? []
    expect(made).toEqual({
      ...args,
      grouped_package_sets: {
        packages: recorded.map((set) => ({
          ...set,
          // The ids are the program's hashes; a worker makes its own.
          Repositories: set.Repositories.map((one) => ({ ...one, id: request.arguments.repos[0]?.id })),
        })),
      },
    })
  })

  const repository = { id: 'r', baseurl: ['http://a'] }
  const transaction = { 'package-specs': ['bash'], 'repo-ids': ['r'] }
  const request = (members: object, args: object = {}) => ({
    api_version: 2,
    command: 'depsolve',
    releasever: '9',
    arch: 'x86_64',
    ...members,
    arguments: { repos: [repository], transactions: [transaction], ...args },
  })

  it.each([
    ['name', 'n', 'name', 'n'],
    ['baseurl', ['http://b', 'http://c'], 'baseurls', ['http://b', 'http://c']],
    ['metalink', 'http://m', 'metalink', 'http://m'],
    ['mirrorlist', 'http://l', 'mirrorlist', 'http://l'],
    ['gpgkey', ['K'], 'gpgkeys', ['K']],
    ['gpgcheck', false, 'check_gpg', false],
    ['repo_gpgcheck', true, 'check_repo_gpg', true],
    ['sslverify', true, 'ignore_ssl', false],
    ['sslverify', false, 'ignore_ssl', true],
    ['metadata_expire', '1h', 'metadata_expire', '1h'],
    ['module_hotfixes', true, 'module_hotfixes', true],
    ['rhsm', true, 'rhsm', true],
  ])('says %s %j of a repository as %s %j', (name, value, jobName, jobValue) => {
    const made = argsFor(request({}, { repos: [{ ...repository, [name]: value }] }))

    expect(made.grouped_package_sets.packages?.[0]?.Repositories[0]).toMatchObject({ [jobName]: jobValue })
  })

  it.each([
    ['package-specs', ['b', 'a'], 'Include', ['a', 'b']],
    ['exclude-specs', ['x', 'w'], 'Exclude', ['w', 'x']],
    ['module-enable-specs', ['m:1'], 'EnabledModules', ['m:1']],
    ['install_weak_deps', true, 'InstallWeakDeps', true],
  ])('says %s %j of a transaction as %s %j', (name, value, jobName, jobValue) => {
    const made = argsFor(request({}, { transactions: [{ ...transaction, [name]: value }] }))

    expect(made.grouped_package_sets.packages?.[0]).toMatchObject({ [jobName]: jobValue })
  })

  it('lets a transaction without repositories use all of them, and another only its own', () => {
    const repos = [repository, { id: 's', metalink: 'http://s' }]
    const transactions = [{ 'package-specs': ['a'] }, { 'package-specs': ['b'], 'repo-ids': ['s'] }]

    const sets = argsFor(request({}, { repos, transactions })).grouped_package_sets.packages ?? []

    expect(sets.map(({ Repositories }) => Repositories.map(({ id }) => id))).toEqual([['r', 's'], ['s']])
  })

  it('says platform, release and the wish for an SBOM, and nothing of the folder on this machine', () => {
    const asked = { module_platform_id: 'platform:el9', cachedir: '/scratch/cache' }

    expect(
      argsFor(request(asked, { sbom: { type: 'spdx' }, 'optional-metadata': ['filelists'] })),
    ).toMatchObject({
      module_platform_id: 'platform:el9',
      arch: 'x86_64',
      releasever: '9',
      sbom_type: 'spdx',
    })
    expect(argsFor(request(asked))).not.toHaveProperty('sbom_type')
  })

  it('adds what the program cannot be told of a repository', () => {
    const given = [{ baseurls: ['http://a'], ignore_ssl: true, check_repo_gpg: true, rhsm: true }]
    // With a subscription, the program names the certificates of its own machine.
    const repos = [{ ...repository, sslcacert: '/ca', sslclientkey: '/key', sslclientcert: '/cert' }]

    expect(argsFor(request({}, { repos }), given).grouped_package_sets.packages?.[0]?.Repositories).toEqual([
      { id: 'r', baseurls: ['http://a'], ignore_ssl: true, check_repo_gpg: true, rhsm: true },
    ])
  })

  it.each([
    [request({ api_version: 1 }), 'request.api_version'],
    [request({ command: 'dump' }), 'request.command'],
    [request({ proxy: 'http://p' }), 'request.proxy'],
    [request({ arch: undefined }), 'request.arch'],
    [request({ releasever: 9 }), 'request.releasever'],
    [request({ new: true }), 'request.new'],
    [request({}, { root_dir: '/root' }), 'request.arguments.root_dir'],
    [request({}, { search: { packages: ['a'] } }), 'request.arguments.search'],
    [request({}, { 'optional-metadata': ['other'] }), 'request.arguments.optional-metadata'],
    [request({}, { sbom: { type: 'cyclonedx' } }), 'request.arguments.sbom.type'],
    [request({}, { repos: [{ ...repository, priority: 7 }] }), 'request.arguments.repos[0].priority'],
    [
      request({}, { repos: [{ ...repository, sslclientkey: '/k' }] }),
      'request.arguments.repos[0].sslclientkey',
    ],
    [request({}, { repos: [{ baseurl: ['http://a'] }] }), 'request.arguments.repos[0].id'],
    [
      request({}, { transactions: [{ ...transaction, groups: ['g'] }] }),
      'request.arguments.transactions[0].groups',
    ],
    [request({}, { transactions: [{}] }), 'request.arguments.transactions[0].package-specs'],
    [
      request({}, { transactions: [{ ...transaction, 'repo-ids': ['other'] }] }),
      'request.arguments.transactions[0].repo-ids[0]',
    ],
  ])('is refused, naming the member, where a job has no place for it: %#', (asked, member) => {
    expect(() => argsFor(asked)).toThrow(
      expect.objectContaining({ name: 'UnmappableError', message: expect.stringContaining(member) }),
    )
  })

  it('takes members that say nothing for absent', () => {
    const nothing = { proxy: '', new: null }

    expect(argsFor(request(nothing, { root_dir: '', search: null, fresh: [], number: 0 }))).toEqual(
      argsFor(request({})),
    )
  })
})

describe('a result of a depsolve job as the answer to image-builder', () => {
  const { request, response } = exchange('the chain of the recorded jobs')
  const asked = readRequest(JSON.stringify(request)).repos
  const read = (result: object, name = 'packages', repos = asked) =>
    readResult(JSON.stringify(result), name, repos)

  it("is what the solver itself said, for the recorded chain of August 2026's worker", () => {
    const chain = read(jobsOfWorker.v180.chain.result)
    const answer = JSON.parse(toSolverResponse(chain, chain.transactions ?? [])) as Exchange['response']

    expect(answer.transactions).toEqual(response.transactions)
    expect(answer.solver).toBe(response.solver)
    expect(answer.sbom).toEqual(response.sbom)
    const [id] = Object.keys(response.repos)
    const says = Object.entries(response.repos[id ?? ''] ?? {}).filter(
      ([, value]) => value !== null && value !== '' && (value as unknown[]).length !== 0,
    )
    expect(answer.repos[id ?? '']).toMatchObject(
      // False is how the worker writes that a repository needs no subscription: not at all.
      Object.fromEntries(says.filter(([name]) => name !== 'rhsm')),
    )
  })

  it('is split by transactions with shorter chains, for workers that only send all packages', () => {
    const whole = read(jobsOfWorker.v157.chain.result)
    const first = read(jobsOfWorker.v157.prefix.result, 'packages-1')

    expect(whole.transactions).toBeUndefined()
    const names = splitChain([first.packages, whole.packages]).map((list) =>
      list.map((entry) => (entry as { name: string }).name),
    )
    expect(names).toEqual(response.transactions.map((list) => list.map(({ name }) => name)))
  })

  it('refuses a chain that loses a package as it grows', () => {
    const named = (name: string) => ({ name, epoch: 0, version: '1', release: '1', arch: 'noarch' })

    expect(() => splitChain([[named('a')], [named('b')]])).toThrow('package a 0 1 1 noarch is gone')
  })

  const repository = { id: 'r', baseurls: ['http://a'] }
  const result = (entry: object, more: object = {}, config: object = {}) => ({
    transactions: { packages: [[{ name: 'bash', repo_id: 'r', ...entry }]] },
    repo_configs: { packages: [{ ...repository, ...config }] },
    ...more,
  })
  const packageOf = (entry: object, config: object = {}, own: object = {}) =>
    read(result(entry, {}, config), 'packages', [{ id: 'r', baseurl: ['http://a'], ...own }]).packages[0]

  it.each([
    ['epoch', 2, 'epoch', 2],
    ['checksum', 'sha256:ab', 'checksum', { algorithm: 'sha256', value: 'ab' }],
    ['checksum', { type: 'sha512', value: 'cd' }, 'checksum', { algorithm: 'sha512', value: 'cd' }],
    ['header_checksum', ':', 'header_checksum', null],
    ['path', 'Packages/b.rpm', 'location', 'Packages/b.rpm'],
    ['location', 'Packages/c.rpm', 'location', 'Packages/c.rpm'],
    ['remote_location', 'http://a/b.rpm', 'remote_locations', ['http://a/b.rpm']],
    ['remote_locations', ['http://a/c.rpm'], 'remote_locations', ['http://a/c.rpm']],
    [
      'requires',
      [{ name: 'x', relationship: '>=', version: '1' }],
      'requires',
      [{ name: 'x', relation: '>=', version: '1' }],
    ],
    ['files', ['/bin/sh'], 'files', ['/bin/sh']],
    ['download_size', 5, 'download_size', 5],
    ['build_time', '2026-01-02T03:04:05Z', 'build_time', '2026-01-02T03:04:05Z'],
    ['reason', 'user', 'reason', 'user'],
  ])('says %s %j of a package as %s %j', (name, value, solverName, solverValue) => {
    expect(packageOf({ [name]: value })).toMatchObject({ [solverName]: solverValue })
  })

  it('fills members that the job left out', () => {
    expect(packageOf({})).toMatchObject({
      epoch: 0,
      version: '',
      checksum: null,
      remote_locations: [],
      provides: [],
      files: [],
      install_size: 0,
      license: '',
      build_time: '',
    })
  })

  it('gives packages back under the ids of the program, whatever the worker calls their repository', () => {
    const made = read(
      result({ repo_id: 'other', secrets: 'org.osbuild.mtls' }, {}, { id: 'other', sslclientkey: '/k' }),
      'packages',
      [{ id: 'mine', baseurl: ['http://a'] }],
    )

    expect(made.packages[0]).toMatchObject({ repo_id: 'mine' })
  })

  it.each([
    ['a subscription', { secrets: 'org.osbuild.rhsm' }, { sslclientkey: '/k' }, { rhsm: true }],
    ['a client certificate', { secrets: 'org.osbuild.mtls' }, { sslclientkey: '/k' }, {}],
    ['signed packages', { check_gpg: true }, { check_gpg: true }, {}],
    ['TLS that is not checked', { ignore_ssl: true }, { ignore_ssl: true }, {}],
  ])('takes what a package says of %s from its repository', (_, entry, config, own) => {
    expect(packageOf(entry, config, own)).toMatchObject({ name: 'bash' })
  })

  it('turns the list of modules into a map by name', () => {
    const module = {
      'module-file': {
        path: '/etc/m',
        data: { name: 'nodejs', stream: '20', profiles: [], state: 'enabled' },
      },
      'failsafe-file': { path: '/f', data: 'text' },
    }

    expect(
      read(result({}, { modules: { packages: [module] } }), 'packages', [{ id: 'r', baseurl: ['http://a'] }])
        .modules,
    ).toEqual({ nodejs: module })
  })

  it('carries the SBOM over as its text', () => {
    const text =
      JSON.stringify(result({})).slice(0, -1) +
      ',"sbom_docs":{"packages":{"type":"spdx","document":{"n":12345678901234567890}}}}'
    const chain = readResult(text, 'packages', [{ id: 'r', baseurl: ['http://a'] }])

    expect(toSolverResponse(chain, [])).toContain('"sbom":{"n":12345678901234567890}')
  })

  it.each([
    [result({ novel: 'x' }), 'result.transactions.packages[0][0].novel'],
    [result({ repo_id: 'x' }), 'result.transactions.packages[0][0].repo_id'],
    [result({ checksum: 'md5' }), 'result.transactions.packages[0][0].checksum'],
    [result({ check_gpg: true }), 'result.transactions.packages[0][0].check_gpg'],
    [result({ ignore_ssl: true }), 'result.transactions.packages[0][0].ignore_ssl'],
    [result({ secrets: 'org.osbuild.mtls' }), 'result.transactions.packages[0][0].secrets'],
    [result({ requires: [{ name: 'x', flag: 'y' }] }), 'result.transactions.packages[0][0].requires[0].flag'],
    [result({}, {}, { priority: 3 }), 'result.repo_configs.packages[0].priority'],
    [result({}, {}, { id: 'x', baseurls: ['http://x'] }), 'result.repo_configs.packages[0]'],
    [
      result({}, { modules: { packages: [{ 'other-file': {}, 'module-file': {} }] } }),
      'result.modules.packages[0]',
    ],
    [
      result({}, { sbom_docs: { packages: { type: 'cyclonedx', document: {} } } }),
      'result.sbom_docs.packages.type',
    ],
  ])('is refused, naming the member, where the program has no place for it: %#', (told, member) => {
    expect(() => read(told, 'packages', [{ id: 'r', baseurl: ['http://a'] }])).toThrow(
      expect.objectContaining({ name: 'UnmappableError', message: expect.stringContaining(member) }),
    )
  })
})
