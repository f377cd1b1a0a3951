import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { assembleCatalog, readCatalogSource, type AssembleOptions } from './assemble-catalog.js'
import { CatalogError } from './catalog-error.js'
import { defaultRepositories, findDistribution, findImageType } from './catalog.js'
import type { FileSchemas } from './check-file.js'
import { catalogSchemas, loadCatalog } from './load-catalog.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'catalog-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function write(file: string, content: string): Promise<void> {
  const target = path.join(folder, file)
  await mkdir(path.dirname(target), { recursive: true })
  await writeFile(target, content)
}

const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\nnot a real key\n-----END PGP PUBLIC KEY BLOCK-----\n'

const distribution = `
name: acme-1
vendor: acme
family: acme
product: Acme
osVersion: '1.2'
releasever: '1'
modulePlatformId: platform:a1
architectures: [x86_64, aarch64]
repositories:
  - { name: base, baseurl: 'https://repo.acme.example/{releasever}/{arch}/', gpgKeys: [acme.asc] }
  - { name: cloud, baseurl: 'https://repo.acme.example/cloud/', checkGpg: false, imageTypeTags: [disk], architectures: [x86_64] }
`

const family = `
family: acme
distributions:
  - name: 'acme-7.{minor}'
    spellings: ['acme-7{minor}']
    vendor: other
    product: Acme
    osVersion: '7.{minor}'
    releasever: '7'
    modulePlatformId: platform:a7
    architectures: [x86_64]
blueprintOptions:
  all: [packages]
imageTypes:
  disk:
    architectures: [x86_64, aarch64]
    aliases: [qcow2]
    filename: disk.qcow2
    mimeType: application/x-qemu-disk
    exports: [qcow2]
    defaultSize: 2 GiB
    bootMode: { x86_64: hybrid, aarch64: uefi }
    partitionTable: gpt
    pipelines: { build: [build], payload: [os, qcow2], solved: [build, os] }
    blueprintOptions: all
    variants:
      - when: { toMinor: 1 }
        filename: old.qcow2
        partitionTable: none
  private:
    vendors: [other]
    fromMinor: 3
    architectures: [x86_64]
    filename: disk.raw
    mimeType: application/octet-stream
    exports: [os]
    bootMode: none
    pipelines: { build: [build], payload: [os], solved: [os] }
    blueprintOptions: all
`

let schemas: FileSchemas

beforeAll(async () => {
  schemas = await catalogSchemas()
})

/** The test's own folder, read without the shipped one. */
const loadFolder = async (options: Partial<AssembleOptions> = {}) =>
  assembleCatalog(await readCatalogSource([folder], schemas, { ignoreMissingRepos: true, ...options }))

/** What is wrong with it. */
async function faultsOf(options: Partial<AssembleOptions> = {}): Promise<string[]> {
  const outcome = await loadFolder(options).catch((error: unknown) => error)
  if (!(outcome instanceof CatalogError)) throw new Error('the catalog was loaded')
  return outcome.faults.map(({ file, field, problem }) => `${path.basename(file)}: ${field}: ${problem}`)
}

describe('loadCatalog', () => {
  it('adds the distributions and families of CATALOG_DIR to the shipped ones', async () => {
    await write('distributions/acme-1.yaml', distribution)
    await write('families/acme.yaml', family)
    const catalog = await loadCatalog({ catalogDir: folder, ignoreMissingRepos: true })

    const aarch64 = findDistribution(catalog, 'acme-1')?.architectures.get('aarch64')
    if (aarch64 === undefined) throw new Error('acme-1 is missing')

    expect(findImageType(aarch64, 'qcow2')).toMatchObject({
      name: 'disk',
      defaultSize: 2 * 2 ** 30,
      bootMode: 'uefi',
    })
    expect(catalog.distributions.has('fedora-43')).toBe(true)
  })

  it('offers an image type only to the vendors it names', async () => {
    await write('distributions/acme-1.yaml', distribution)
    await write('families/acme.yaml', family)
    const catalog = await loadFolder()

    expect([
      ...(catalog.distributions.get('acme-1')?.architectures.get('x86_64')?.imageTypes.keys() ?? []),
    ]).toEqual(['disk'])
  })

  it('offers a distribution what its family has for its minor', async () => {
    await write('families/acme.yaml', family)
    const catalog = await loadFolder()
    const types = (name: string) =>
      [...(findDistribution(catalog, name)?.architectures.get('x86_64')?.imageTypes.values() ?? [])].map(
        ({ name, filename, partitionTable }) => [name, filename, partitionTable],
      )

    expect(types('acme-7.1')).toEqual([['disk', 'old.qcow2', undefined]])
    expect(types('acme-72')).toEqual([['disk', 'disk.qcow2', 'gpt']])
    expect(types('acme-7.03')).toEqual([
      ['disk', 'disk.qcow2', 'gpt'],
      ['private', 'disk.raw', undefined],
    ])
    expect(types('acme-8.1')).toEqual([])
    expect([...catalog.distributions.keys()]).toEqual([])
  })

  it('chooses default repositories by tag and architecture, with placeholders filled', async () => {
    await write('distributions/acme-1.yaml', distribution)
    await write('families/acme.yaml', family)
    const catalog = await loadFolder()
    const names = (arch: string, type?: string) => {
      const architecture = catalog.distributions.get('acme-1')?.architectures.get(arch)
      if (architecture === undefined) throw new Error('acme-1 is missing')
      const imageType = type === undefined ? undefined : findImageType(architecture, type)
      return defaultRepositories(architecture, imageType).map(({ baseurls }) => baseurls?.[0])
    }

    expect(names('x86_64', 'disk')).toEqual([
      'https://repo.acme.example/1/x86_64/',
      'https://repo.acme.example/cloud/',
    ])
    expect(names('x86_64')).toEqual(['https://repo.acme.example/1/x86_64/'])
    expect(names('aarch64', 'disk')).toEqual(['https://repo.acme.example/1/aarch64/'])
  })

  it('replaces a shipped distribution by one of the same name', async () => {
    const replacement = distribution.replace('acme-1', 'fedora-43').replace('family: acme', 'family: fedora')
    await write('distributions/fedora-43.yaml', replacement)

    const catalog = await loadCatalog({ catalogDir: folder, ignoreMissingRepos: true })

    expect(catalog.distributions.get('fedora-43')?.product).toBe('Acme')
  })

  it('takes what the file of a distribution does not say from the pattern for its name', async () => {
    await write('distributions/rhel-9.10.yaml', 'name: rhel-9.10\nproduct: Mine\nrepositories: []\n')

    const catalog = await loadCatalog({ catalogDir: folder, ignoreMissingRepos: true })

    expect(findDistribution(catalog, 'rhel-910')).toMatchObject({
      name: 'rhel-9.10',
      product: 'Mine',
      osVersion: '9.10',
      family: 'rhel-9',
    })
  })

  it('gives a distribution the default repositories that CATALOG_DIR has for its name', async () => {
    const group =
      "{ distributions: [rhel-9.9, rhel-9.10], repositories: [{ name: own, baseurl: 'https://own.example/{version}/{arch}', checkGpg: false }] }"
    await write('repositories/own.yaml', `defaults: [${group}]`)

    const catalog = await loadCatalog({ catalogDir: folder, ignoreMissingRepos: true })
    const urls = ['rhel-9.9', 'rhel-9.10', 'rhel-9.8'].map(
      (name) => catalog.distributions.get(name)?.architectures.get('s390x')?.repositories[0]?.baseurls?.[0],
    )

    expect(urls).toEqual([
      'https://own.example/9.9/s390x',
      'https://own.example/9.10/s390x',
      'https://cdn.redhat.com/content/dist/rhel9/9.8/s390x/baseos/os',
    ])
  })

  it('lets options replace aliases of files, and those of CATALOG_DIR the shipped ones', async () => {
    await write('aliases.yaml', 'aliases: { rhel-9: rhel-9.7, rhel-10: rhel-10.1 }')

    const aliases = { 'rhel-10': 'rhel-10.2' }
    const catalog = await loadCatalog({ catalogDir: folder, ignoreMissingRepos: true, aliases })

    expect(['rhel-8', 'rhel-9', 'rhel-10'].map((name) => catalog.aliases.get(name))).toEqual([
      'rhel-8.10',
      'rhel-9.7',
      'rhel-10.2',
    ])
  })

  it('reads the keys of repositories from KEYS_DIR', async () => {
    await write('distributions/acme-1.yaml', distribution)
    await write('families/acme.yaml', family)
    await write('keys/acme.asc', key)

    const catalog = await loadFolder({ keysDir: path.join(folder, 'keys') })

    expect(catalog.distributions.get('acme-1')?.architectures.get('x86_64')?.repositories[0]).toMatchObject({
      check_gpg: true,
      gpgkeys: [key],
    })
    expect(catalog.warnings.some((warning) => warning.includes('acme-1'))).toBe(false)
  })

  it('keeps signatures checked where the key is missing, with a warning that names distribution and key', async () => {
    const catalog = await loadCatalog({ ignoreMissingRepos: true })

    const [first] = catalog.distributions.get('centos-10')?.architectures.get('x86_64')?.repositories ?? []
    expect(first).toMatchObject({ name: 'AppStream', check_gpg: true })
    expect(first).not.toHaveProperty('gpgkeys')
    expect(catalog.warnings.find((warning) => warning.includes('centos.yaml'))).toMatch(
      /centos-official\.asc.*centos-10/,
    )
  })

  it('refuses missing keys when repositories must be complete', async () => {
    await write('distributions/acme-1.yaml', distribution)
    await write('families/acme.yaml', family)

    expect(await faultsOf({ ignoreMissingRepos: false })).toEqual([
      'acme-1.yaml: gpgKeys: not in KEYS_DIR: acme.asc; packages from the defaults of acme-1 cannot be verified, builds will fail',
    ])
  })

  it.each(['catalogDir', 'keysDir'])('refuses a %s that is not there', async (option) => {
    const missing = path.join(folder, 'nowhere')

    await expect(loadCatalog({ ignoreMissingRepos: true, [option]: missing })).rejects.toThrow(`${missing}: `)
  })

  it('refuses a key file that is no key', async () => {
    await write('distributions/acme-1.yaml', distribution)
    await write('families/acme.yaml', family)
    await write('keys/acme.asc', 'hello')

    expect(await faultsOf({ keysDir: path.join(folder, 'keys') })).toEqual([
      'acme.asc: : is not an armoured OpenPGP public key',
    ])
  })

  it.each([
    [
      'a missing field',
      distribution.replace("osVersion: '1.2'\n", ''),
      'acme-1.yaml: osVersion: is missing, and no family has a pattern for the name',
    ],
    ['an unknown field', `${distribution}color: red\n`, 'acme-1.yaml: color: is not known'],
    [
      'a wrong type',
      distribution.replace('[x86_64, aarch64]', 'x86_64'),
      'acme-1.yaml: architectures: must be array',
    ],
    [
      'another name than the file',
      distribution.replace('acme-1', 'acme-2'),
      'acme-1.yaml: name: is acme-2, so the file must be called acme-2.yaml',
    ],
    [
      'an unknown family',
      distribution.replace('family: acme', 'family: nobody'),
      'acme-1.yaml: family: there is no family nobody',
    ],
    [
      'a checked repository without keys',
      distribution.replace(', gpgKeys: [acme.asc]', ''),
      'acme-1.yaml: repositories.0.gpgKeys: is missing while checkGpg is on',
    ],
    [
      'an unknown placeholder',
      distribution.replace('{releasever}', '{minor}'),
      'acme-1.yaml: repositories.0.baseurl: {minor} has no value',
    ],
    ['broken YAML', 'name: [', expect.stringMatching(/^acme-1\.yaml: : is not YAML: /)],
  ])('names file and field of a distribution with %s', async (_, text, fault) => {
    await write('distributions/acme-1.yaml', text)
    await write('families/acme.yaml', family)

    expect(await faultsOf()).toContainEqual(fault)
  })

  it.each([
    [
      'a bad value',
      family.replace('hybrid', 'fast'),
      'acme.yaml: imageTypes.disk.bootMode.x86_64: must be one of hybrid, uefi, legacy, none',
    ],
    [
      'an architecture without a value',
      family.replace(', aarch64: uefi', ''),
      'acme.yaml: imageTypes.disk.bootMode: has no value for aarch64',
    ],
    [
      'an unknown option list',
      family.replace('blueprintOptions: all', 'blueprintOptions: most'),
      'acme.yaml: imageTypes.disk.blueprintOptions: most is not in blueprintOptions',
    ],
    [
      'a size that is none',
      family.replace('2 GiB', '2 gigs'),
      'acme.yaml: imageTypes.disk.defaultSize: 2 gigs is not a size such as 10 GiB',
    ],
    [
      'an export of no pipeline',
      family.replace('[qcow2]\n    defaultSize', '[vmdk]\n    defaultSize'),
      'acme.yaml: imageTypes.disk.exports: vmdk is not a payload pipeline',
    ],
  ])('names file and field of a family with %s', async (_, text, fault) => {
    await write('distributions/acme-1.yaml', distribution)
    await write('families/acme.yaml', text)

    expect(await faultsOf()).toContainEqual(fault)
  })

  it.each([
    [
      'an unknown placeholder',
      family.replace("osVersion: '7.{minor}'", "osVersion: '7.{patch}'"),
      'acme.yaml: distributions.0.osVersion: {patch} has no value',
    ],
    [
      'a type of a later minor that lacks a value',
      family.replace('fromMinor: 3', 'fromMinor: 3\n    defaultSize: 5 gigs'),
      'acme.yaml: imageTypes.private.defaultSize: 5 gigs is not a size such as 10 GiB',
    ],
    [
      'a variant for nobody',
      family.replace('when: { toMinor: 1 }', 'when: {}'),
      'acme.yaml: imageTypes.disk.variants.0.when: must NOT have fewer than 1 properties',
    ],
  ])('names file and field of a family whose patterns have %s', async (_, text, fault) => {
    await write('families/acme.yaml', text)

    expect(await faultsOf()).toContainEqual(fault)
  })

  it('refuses repositories of nothing and two entries for one name', async () => {
    await write('families/acme.yaml', family)
    await write('repositories/a.yaml', 'defaults: [{ distributions: [acme-7.1, acme-9], repositories: [] }]')
    await write('repositories/b.yaml', 'defaults: [{ distributions: [acme-7.1], repositories: [] }]')

    expect(await faultsOf()).toEqual([
      'b.yaml: defaults.0.distributions: acme-7.1 has repositories already, in this folder',
      'a.yaml: distributions: no family knows acme-9',
    ])
  })

  it('refuses aliases of nothing and aliases that are distributions', async () => {
    await write('distributions/acme-1.yaml', distribution)
    await write('families/acme.yaml', family)

    expect(
      await faultsOf({
        aliases: { acme: 'acme-9', 'acme-1': 'acme-7.1', 'acme-7.2': 'acme-1', 'acme-73': 'acme-7.3' },
      }),
    ).toEqual([
      'DISTRO_ALIASES: acme: there is no distribution acme-9',
      'DISTRO_ALIASES: acme-1: is the name of a distribution already',
      'DISTRO_ALIASES: acme-7.2: is the name of a distribution already',
    ])
  })

  it('lists all faults at once', async () => {
    await write('distributions/acme-1.yaml', `${distribution}color: red\n`)
    await write('families/acme.yaml', family.replace('hybrid', 'fast'))

    expect((await faultsOf()).length).toBe(2)
  })
})
