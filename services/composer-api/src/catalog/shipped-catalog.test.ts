import { describe, expect, it } from '@jest/globals'
import { shippedCatalog } from '../../tests/shipped-catalog.js'
import { findDistribution, findImageType } from './catalog.js'

async function architecture(distribution: string, name: string) {
  const found = findDistribution(await shippedCatalog(), distribution)?.architectures.get(name)
  if (found === undefined) throw new Error(`${distribution} has no ${name}`)
  return found
}

describe('the shipped catalog', () => {
  it('holds 18 distributions on four architectures', async () => {
    const { distributions } = await shippedCatalog()

    expect([...distributions.keys()]).toEqual([
      'almalinux-10.2',
      'almalinux-10.3',
      'almalinux-9.8',
      'almalinux-9.9',
      'centos-10',
      'centos-9',
      'fedora-43',
      'fedora-44',
      'fedora-45',
      'rhel-10.0',
      'rhel-10.1',
      'rhel-10.2',
      'rhel-10.3',
      'rhel-8.10',
      'rhel-9.6',
      'rhel-9.7',
      'rhel-9.8',
      'rhel-9.9',
    ])
    for (const { architectures } of distributions.values()) {
      expect([...architectures.keys()]).toEqual(['x86_64', 'aarch64', 'ppc64le', 's390x'])
    }
  })

  it.each([
    ['fedora-43', [38, 33, 6, 6]],
    ['rhel-8.10', [25, 16, 2, 2]],
    ['rhel-9.6', [31, 20, 3, 3]],
    ['rhel-10.0', [23, 12, 3, 3]],
    ['centos-9', [27, 22, 5, 5]],
    ['almalinux-10.2', [19, 14, 5, 5]],
  ])('offers as many image types of %s as its definitions', async (name, counts) => {
    const { distributions } = await shippedCatalog()

    expect(
      [...(distributions.get(name)?.architectures.values() ?? [])].map(({ imageTypes }) => imageTypes.size),
    ).toEqual(counts)
  })

  it.each([
    ['rhel-8', 'rhel-8.10'],
    ['rhel-9', 'rhel-9.6'],
    ['rhel-10', 'rhel-10.0'],
    ['almalinux-9', 'almalinux-9.8'],
    ['almalinux-10', 'almalinux-10.2'],
    ['rhel-96', 'rhel-9.6'],
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
