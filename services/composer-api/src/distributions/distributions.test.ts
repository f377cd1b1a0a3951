import { beforeAll, describe, expect, it } from '@jest/globals'
import { composerDocument, openApiAjv, schemaKey } from '@composer/contracts'
import { shippedCatalog } from '../../tests/shipped-catalog.js'
import type { Catalog } from '../catalog/catalog.js'
import { describeDistribution, type DistributionFilter } from './describe-distribution.js'
import { listDistributions } from './list-distributions.js'

let catalog: Catalog

beforeAll(async () => {
  catalog = await shippedCatalog()
})

describe('listDistributions', () => {
  it('leads from distribution over architecture and image type to repositories', () => {
    const list = listDistributions(catalog)

    expect(Object.keys(list)).toHaveLength(68)
    expect(Object.keys(list['rocky-8.9'] ?? {})).toEqual(['x86_64', 'aarch64'])
    expect(list['fedora-43']?.x86_64?.['generic-qcow2']).toEqual([
      {
        name: 'fedora',
        metalink: 'https://mirrors.fedoraproject.org/metalink?repo=fedora-43&arch=x86_64',
        check_gpg: true,
        metadata_expire: '6h',
      },
      {
        name: 'updates',
        metalink: 'https://mirrors.fedoraproject.org/metalink?repo=updates-released-f43&arch=x86_64',
        check_gpg: true,
      },
    ])
  })

  it('shows tagged repositories for their image types only', () => {
    const types = listDistributions(catalog)['rhel-9.6']?.x86_64

    expect(types?.gce?.map(({ name }) => name)).toEqual(['baseos', 'appstream', 'google-compute-engine'])
    expect(types?.qcow2?.map(({ name }) => name)).toEqual(['baseos', 'appstream'])
  })

  it('fits what the API documents', () => {
    const fits = openApiAjv(composerDocument()).getSchema(schemaKey('DistributionList'))

    expect([fits?.(listDistributions(catalog)), fits?.errors]).toEqual([true, null])
  })
})

describe('describeDistribution', () => {
  const describeIt = (name: string, filter: DistributionFilter = {}) =>
    describeDistribution(catalog, name, filter, '/v2')

  it('describes a distribution under its canonical name', () => {
    const { architectures, ...top } = describeIt('rhel-9') ?? { architectures: {} }

    expect(top).toEqual({
      id: 'rhel-9.9',
      kind: 'DistributionDetails',
      href: '/v2/distributions/rhel-9.9',
      name: 'rhel-9.9',
      codename: '',
      releasever: '9',
      os_version: '9.9',
      module_platform_id: 'platform:el9',
      product: 'Red Hat Enterprise Linux',
    })
    expect(Object.keys(architectures)).toEqual(['x86_64', 'aarch64', 'ppc64le', 's390x'])
  })

  it('describes an image type', () => {
    const details = describeIt('rhel-9.6', { architectures: ['x86_64'], imageTypes: ['edge-installer'] })

    expect(details?.architectures).toEqual({
      x86_64: {
        name: 'x86_64',
        image_types: {
          'edge-installer': {
            name: 'edge-installer',
            aliases: ['rhel-edge-installer'],
            filename: 'installer.iso',
            mime_type: 'application/x-iso9660-image',
            ostree_ref: 'rhel/9/x86_64/edge',
            iso_label: 'RHEL-9-6-0-BaseOS-x86_64',
            default_size: 0,
            boot_mode: 'uefi',
            payload_package_sets: ['blueprint'],
            exports: ['bootiso'],
            required_blueprint_options: [],
            supported_blueprint_options: expect.arrayContaining(['customizations.user', 'name']),
          },
        },
      },
    })
  })

  it('shows partition table and boot mode by architecture', () => {
    const filter = { architectures: ['x86_64', 's390x'], imageTypes: ['qcow2'] }

    expect(describeIt('centos-9', filter)?.architectures).toMatchObject({
      x86_64: {
        image_types: {
          qcow2: { partition_type: 'gpt', boot_mode: 'hybrid', default_size: 10 * 2 ** 30, ostree_ref: '' },
        },
      },
      s390x: { image_types: { qcow2: { partition_type: 'dos', boot_mode: 'legacy' } } },
    })
  })

  it('takes several names in a filter and leaves architectures without types out', () => {
    const architectures = describeIt('centos-9', { imageTypes: ['ami', 'gce'] })?.architectures ?? {}
    const names = Object.entries(architectures).map(([arch, { image_types: types }]) => [
      arch,
      Object.keys(types),
    ])

    expect(names).toEqual([
      ['x86_64', ['ami', 'gce']],
      ['aarch64', ['ami']],
    ])
  })

  it.each([
    ['rhel-9.6', 'guest-image', 'qcow2'],
    ['rhel-8.10', 'aws', 'ami'],
    ['rhel-8.10', 'azure', 'vhd'],
    ['rhel-10.1', 'vsphere', 'vmdk'],
    ['fedora-43', 'gcp', 'cloud-gce'],
    ['fedora-43', 'ami', 'generic-ami'],
    ['rhel-9.6', 'rhel-edge-commit', 'edge-commit'],
  ])('finds the image type of %s that is also called %s', (name, filter, imageType) => {
    const { x86_64 } = describeIt(name, { imageTypes: [filter, 'no-such-type'] })?.architectures ?? {}

    expect(Object.keys(x86_64?.image_types ?? {})).toEqual([imageType])
  })

  it.each<[string, DistributionFilter]>([
    ['a type that is not there', { imageTypes: ['iot-commit'] }],
    ['a member of every object', { imageTypes: ['constructor'] }],
    ['an architecture that is not there', { architectures: ['riscv64'] }],
  ])('matches nothing for %s', (_, filter) => {
    expect(describeIt('rhel-9.6', filter)?.architectures).toEqual({})
  })

  it('describes what has no default repositories', () => {
    const filter = { architectures: ['riscv64'] }

    expect(Object.keys(describeIt('fedora-42', filter)?.architectures.riscv64?.image_types ?? {})).toEqual([
      'generic-container',
      'minimal-raw-xz',
      'minimal-raw-zst',
    ])
  })

  it('knows no other names', () => {
    expect(describeIt('beos-5')).toBeUndefined()
  })

  it('fits what the API documents, for every distribution', () => {
    const fits = openApiAjv(composerDocument()).getSchema(schemaKey('DistributionDetails'))

    for (const name of catalog.distributions.keys()) {
      expect([name, fits?.(describeIt(name)), fits?.errors]).toEqual([name, true, null])
    }
  })
})
