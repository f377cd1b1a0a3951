import { describe, expect, it } from '@jest/globals'
import { shippedCatalog } from '../../tests/shipped-catalog.js'
import { findDistribution, findImageType } from './catalog.js'

async function architecture(distribution: string, name: string) {
  const found = findDistribution(await shippedCatalog(), distribution)?.architectures.get(name)
  if (found === undefined) throw new Error(`${distribution} has no ${name}`)
  return found
}

describe('the shipped catalog', () => {
  it('lists what has default repositories', async () => {
    const { distributions } = await shippedCatalog()
    const minors = (name: string) =>
      [...distributions.keys()]
        .filter((listed) => listed.startsWith(`${name}.`) || listed === name)
        .map((listed) => listed.slice(name.length).replace('.', ''))
        .sort((a, b) => Number(a) - Number(b))
        .join(' ')

    expect(
      [
        ...['almalinux-8', 'almalinux-9', 'almalinux-10', 'rocky-8', 'rocky-9', 'rocky-10'],
        ...['rhel-8', 'rhel-9', 'rhel-10'],
      ].map((name) => [name, minors(name)]),
    ).toEqual([
      ['almalinux-8', '4 5 6 7 8 9 10'],
      ['almalinux-9', '0 1 2 3 4 5 6 7 8 9'],
      ['almalinux-10', '0 1 2 3'],
      ['rocky-8', '4 5 6 7 8 9 10'],
      ['rocky-9', '0 1 2 3 4 5 6 7 8'],
      ['rocky-10', '0 1 2'],
      // The names without a minor are listed too.
      ['rhel-8', ' 4 6 8 10'],
      ['rhel-9', ' 0 2 4 6 7 8 9'],
      ['rhel-10', ' 0 1 2 3'],
    ])
    expect([...distributions.keys()].filter((name) => !/^(almalinux|rocky|rhel)-/.test(name))).toEqual([
      'almalinux_kitten-10',
      'centos-10',
      'centos-9',
      'eln-11',
      'fedora-43',
      'fedora-44',
      'fedora-45',
      'fedora-46',
      'ol-10',
      'ol-9',
    ])
  })

  it.each([
    ['rhel-9', 'https://cdn.redhat.com/content/dist/rhel9/9/x86_64/baseos/os'],
    ['rhel-9.9', 'https://cdn.redhat.com/content/dist/rhel9/9.9/x86_64/baseos/os'],
    ['rhel-94', 'https://cdn.redhat.com/content/dist/rhel9/9.4/x86_64/baseos/os'],
    ['almalinux-9', 'https://repo.almalinux.org/almalinux/9.9/BaseOS/x86_64/os/'],
    ['rocky-9.6', 'https://dl.rockylinux.org/vault/rocky/9.6/BaseOS/x86_64/os/'],
    ['ol-9.4', 'https://yum.oracle.com/repo/OracleLinux/OL9/baseos/latest/x86_64'],
  ])('takes packages of %s from %s', async (name, url) => {
    const { repositories } = await architecture(name, 'x86_64')

    expect(repositories[0]?.baseurls).toEqual([url])
  })

  it.each([
    ['rhel-9.10', 'x86_64'],
    ['fedora-42', 'x86_64'],
    ['rocky-8.9', 's390x'],
    ['fedora-44', 'riscv64'],
  ])('knows %s on %s, but no repositories of it', async (name, arch) => {
    expect((await architecture(name, arch)).repositories).toEqual([])
  })

  it.each([
    'rhel-7.10',
    'rhel-9.100',
    'rhel-100',
    'fedora-9',
    'centos-11',
    'RHEL-9.4',
    'fedora-1e2',
    'xrhel-9.4',
  ])('does not know %s', async (name) => {
    expect(findDistribution(await shippedCatalog(), name)).toBeUndefined()
  })

  it('lists the OpenSCAP profiles of every family', async () => {
    const catalog = await shippedCatalog()
    const names = ['rhel-7.9', 'almalinux-8.4', 'rocky-9.6', 'centos-10', 'eln-11', 'fedora-43']

    expect(names.map((name) => [name, findDistribution(catalog, name)?.openscapProfiles?.length])).toEqual([
      ['rhel-7.9', 0],
      ['almalinux-8.4', 16],
      ['rocky-9.6', 20],
      ['centos-10', 18],
      ['eln-11', 18],
      ['fedora-43', 3],
    ])
  })

  it.each([
    ['rhel-8', 'rhel-8.10'],
    ['rhel-7', 'rhel-7.9'],
    ['rhel-9', 'rhel-9.9'],
    ['rhel-10', 'rhel-10.3'],
    ['almalinux-9', 'almalinux-9.9'],
    ['almalinux-10', 'almalinux-10.3'],
    ['rhel-96', 'rhel-9.6'],
    ['rhel-9.06', 'rhel-9.6'],
    ['rhel-906', 'rhel-9.6'],
    ['ol-9.6', 'ol-9'],
  ])('resolves %s to %s', async (alias, name) => {
    expect(findDistribution(await shippedCatalog(), alias)?.name).toBe(name)
  })

  it.each([
    [
      'centos-9',
      'x86_64',
      'qcow2',
      {
        filename: 'disk.qcow2',
        exports: ['qcow2'],
        bootMode: 'hybrid',
        partitionTable: 'gpt',
        defaultSize: 10 * 2 ** 30,
      },
    ],
    ['centos-9', 'ppc64le', 'qcow2', { bootMode: 'legacy', partitionTable: 'dos' }],
    [
      'rhel-9.6',
      'aarch64',
      'rhel-edge-commit',
      { name: 'edge-commit', bootMode: 'uefi', ostree: { ref: 'rhel/9/aarch64/edge', urlRequired: false } },
    ],
    [
      'rhel-9.6',
      'x86_64',
      'rhel-edge-installer',
      { isoLabel: 'RHEL-9-6-0-BaseOS-x86_64', ostree: { ref: 'rhel/9/x86_64/edge', urlRequired: true } },
    ],
    ['centos-9', 'x86_64', 'gce-rhui', { name: 'gce' }],
    ['fedora-44', 'x86_64', 'iot-installer', { isoLabel: 'Fedora-44-IoT-x86_64' }],
    [
      'fedora-43',
      's390x',
      'everything-network-installer',
      { bootMode: 'none', pipelines: { payload: ['anaconda-tree', 'bootiso-tree', 'bootiso'] } },
    ],
  ])('describes %s %s %s', async (distribution, arch, type, facts) => {
    expect(findImageType(await architecture(distribution, arch), type)).toMatchObject(facts)
  })

  it('tags the repository of Google guest packages', async () => {
    const { repositories } = await architecture('rhel-9.6', 'x86_64')

    expect(repositories.map(({ name, image_type_tags }) => [name, image_type_tags])).toEqual([
      ['baseos', undefined],
      ['appstream', undefined],
      ['google-compute-engine', ['gce']],
    ])
  })
})
