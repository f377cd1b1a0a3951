import { beforeAll, describe, expect, it } from '@jest/globals'
import { renderPlan } from '@composer/contracts'
import { expectRefusal } from '../../tests/expect-refusal.js'
import { repository } from '../../tests/make-request.js'
import { shippedCatalog } from '../../tests/shipped-catalog.js'
import type { Catalog } from '../catalog/catalog.js'
import type { DepsolveRequest, SearchRequest } from '../api-types.js'
import { parseDepsolveRequest } from '../request/parse-depsolve-request.js'
import { parseSearchRequest } from '../request/parse-search-request.js'
import { planDepsolve } from './plan-depsolve.js'
import { planSearch } from './plan-search.js'

let catalog: Catalog

beforeAll(async () => {
  catalog = await shippedCatalog()
})

const depsolve = (overrides: Partial<DepsolveRequest> = {}) =>
  planDepsolve(
    parseDepsolveRequest(
      { distribution: 'centos-9', architecture: 'x86_64', blueprint: { name: 'b' }, ...overrides },
      catalog,
    ),
  )
const search = (overrides: Partial<SearchRequest> = {}) =>
  planSearch(
    parseSearchRequest(
      { distribution: 'centos-9', architecture: 'x86_64', packages: ['vim*'], ...overrides },
      catalog,
    ),
  )

describe('planDepsolve', () => {
  it('is one job', () => {
    expect(renderPlan(depsolve())).toBe('depsolve')
  })

  it('solves packages, modules, groups and the kernel as pipeline os', () => {
    const blueprint = {
      name: 'b',
      packages: [
        { name: 'nginx', version: '1.2' },
        { name: 'vim', version: '*' },
      ],
      modules: [{ name: 'httpd' }],
      groups: [{ name: 'core' }],
      enabled_modules: [{ name: 'nodejs', stream: '22' }],
    }

    expect(depsolve({ blueprint, repositories: [repository] })[0]?.args).toEqual({
      grouped_package_sets: {
        os: [
          {
            Include: ['nginx-1.2', 'vim', 'httpd', '@core', 'kernel'],
            Exclude: null,
            EnabledModules: ['nodejs:22'],
            Repositories: [{ baseurls: ['https://repo.example.com/os/'] }],
            InstallWeakDeps: true,
          },
        ],
      },
      module_platform_id: 'platform:el9',
      arch: 'x86_64',
      releasever: '9',
    })
  })

  it('takes the kernel that the blueprint names', () => {
    const kernel = { partitioning_mode: 'auto-lvm' as const, kernel: { name: 'kernel-rt' } }

    expect(depsolve({ blueprint: { name: 'b', customizations: kernel } })[0]?.args).toMatchObject({
      grouped_package_sets: { os: [{ Include: ['kernel-rt'] }] },
    })
  })

  it.each<[string, Partial<DepsolveRequest>, string[]]>([
    ['the untagged defaults', {}, ['AppStream', 'BaseOS', 'RT']],
    [
      'those of the image type too',
      { image_type: 'gcp' },
      ['AppStream', 'BaseOS', 'RT', 'google-compute-engine'],
    ],
    ['none for an empty list', { repositories: [] }, []],
  ])('looks in %s', (_, overrides, names) => {
    expect(depsolve(overrides)[0]?.args).toMatchObject({
      grouped_package_sets: {
        os: [{ Repositories: names.map((name) => expect.objectContaining({ name })) }],
      },
    })
  })

  it.each<[string, Partial<DepsolveRequest>, number, string]>([
    [
      'an unknown distribution',
      { distribution: 'beos-5' },
      4,
      'distribution: "beos-5" is unknown; GET /distributions lists those that may be used',
    ],
    [
      'a blueprint for another distribution, known or not',
      { distribution: 'beos-5', blueprint: { name: 'b', distro: 'centos-9' } },
      40,
      'blueprint.distro: "centos-9" is not the requested distribution "beos-5"',
    ],
    ['an architecture', { architecture: 'vax' }, 5, 'architecture: centos-9 is not offered for "vax"'],
    [
      'an image type',
      { image_type: 'iot-commit' },
      6,
      'image_type: centos-9 on x86_64 does not offer iot-commit',
    ],
    [
      'a repository without a URL',
      { repositories: [{ ...repository, baseurl: '' }] },
      7,
      'repositories[0]: has none of baseurl, mirrorlist and metalink',
    ],
    [
      'a check without a key',
      { repositories: [{ ...repository, check_gpg: true }] },
      29,
      'repositories[0].gpgkey: is missing while check_gpg is set',
    ],
    [
      'a version',
      { blueprint: { name: 'b', version: 'one' } },
      35,
      'blueprint.version: must be a semantic version, x.y.z',
    ],
  ])('is refused for %s', async (_, overrides, number, details) => {
    await expectRefusal(() => depsolve(overrides), number, details)
  })
})

describe('planSearch', () => {
  it('is one job with the globs and the default repositories', () => {
    const plan = search()

    expect(renderPlan(plan)).toBe('search-packages')
    expect(plan[0]?.args).toMatchObject({
      packages: ['vim*'],
      repos: [{ name: 'AppStream' }, { name: 'BaseOS' }, { name: 'RT' }],
      module_platform_id: 'platform:el9',
      arch: 'x86_64',
      releasever: '9',
    })
  })

  it.each<[string, Partial<SearchRequest>, number, string]>([
    [
      'an unknown distribution',
      { distribution: 'beos-5' },
      4,
      'distribution: "beos-5" is unknown; GET /distributions lists those that may be used',
    ],
    ['an architecture', { architecture: 'vax' }, 5, 'architecture: centos-9 is not offered for "vax"'],
    [
      'a repository without a URL',
      { repositories: [{ ...repository, baseurl: '' }] },
      7,
      'repositories[0]: has none of baseurl, mirrorlist and metalink',
    ],
  ])('refuses %s', async (_, overrides, number, details) => {
    await expectRefusal(() => search(overrides), number, details)
  })

  it('refuses with 7 when there is nowhere to look', async () => {
    const centos = catalog.distributions.get('centos-9')
    const architecture = centos?.architectures.get('x86_64')
    if (centos === undefined || architecture === undefined) throw new Error('centos-9 is missing')
    const bare = { ...centos, architectures: new Map([['x86_64', { ...architecture, repositories: [] }]]) }
    const distributions = new Map([['centos-9', bare]])

    await expectRefusal(
      () =>
        parseSearchRequest(
          { distribution: 'centos-9', architecture: 'x86_64', packages: [] },
          { ...catalog, distributions },
        ),
      7,
      'repositories: is missing and there are no default repositories on x86_64',
    )
  })
})
