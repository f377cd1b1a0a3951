import { certificate } from '@composer/testkit'
import { describe, expect, it } from '@jest/globals'
import { expectRefusal } from '../../tests/expect-refusal.js'
import type { ApiBlueprint, ApiBlueprintCustomizations } from '../api-types.js'
import type { BlueprintCustomizations } from './blueprint.js'
import { fromApiBlueprint } from './from-api-blueprint.js'

const map = (overrides: Partial<ApiBlueprint>) => fromApiBlueprint({ name: 'web', ...overrides })
const mapCustomizations = (customizations: Partial<ApiBlueprintCustomizations>) =>
  map({ customizations: { partitioning_mode: 'auto-lvm', ...customizations } })

describe('fromApiBlueprint', () => {
  const base = { name: 'web', version: '0.0.0', packages: [], modules: [], enabled_modules: [], groups: [] }

  it('fills in the version', () => {
    expect(map({})).toEqual(base)
    expect(map({ version: '' })).toEqual(base)
  })

  it('copies what identifies it and what it installs', () => {
    const packages = [{ name: 'nginx', version: '*' }, { name: 'vim' }]
    const lists = { packages, modules: [{ name: 'httpd', version: '2.*' }], groups: [{ name: 'core' }] }

    expect(
      map({
        ...lists,
        description: 'a web server',
        version: '1.2.3',
        distro: 'centos-10',
        enabled_modules: [{ name: 'nodejs', stream: '22' }],
        containers: [{ source: 'registry.example.com/app:1.4', name: 'app', tls_verify: true }],
      }),
    ).toEqual({
      ...base,
      ...lists,
      description: 'a web server',
      version: '1.2.3',
      distro: 'centos-10',
      enabled_modules: [{ name: 'nodejs', stream: '22' }],
      containers: [{ source: 'registry.example.com/app:1.4', name: 'app', 'tls-verify': true }],
    })
  })

  it('calls a blueprint without name and content the empty one', () => {
    expect(map({ name: '' })).toEqual({ ...base, name: 'empty blueprint' })
    expect(map({ name: '', distro: '', customizations: { partitioning_mode: 'auto-lvm' } }).name).toBe(
      'empty blueprint',
    )
  })

  const areas: [string, Partial<ApiBlueprintCustomizations>, BlueprintCustomizations][] = [
    [
      'users with all their fields',
      {
        user: [
          {
            name: 'a',
            description: 'd',
            password: 'p',
            key: 'k',
            home: '/h',
            shell: '/bin/sh',
            groups: ['w'],
            uid: 1,
            gid: 2,
          },
        ],
      },
      {
        user: [
          {
            name: 'a',
            description: 'd',
            password: 'p',
            key: 'k',
            home: '/h',
            shell: '/bin/sh',
            groups: ['w'],
            uid: 1,
            gid: 2,
          },
        ],
      },
    ],
    ['groups', { group: [{ name: 'g', gid: 3 }] }, { group: [{ name: 'g', gid: 3 }] }],
    ['SSH keys', { sshkey: [{ user: 'a', key: 'k' }] }, { sshkey: [{ user: 'a', key: 'k' }] }],
    [
      'the firewall with its zones',
      { firewall: { ports: ['443:tcp'], zones: [{ name: 'trusted', sources: ['192.0.2.0/24'] }] } },
      { firewall: { ports: ['443:tcp'], zones: [{ name: 'trusted', sources: ['192.0.2.0/24'] }] } },
    ],
    [
      'file systems, sizes having units',
      { filesystem: [{ mountpoint: '/var', minsize: '2 GiB' }] },
      { filesystem: [{ mountpoint: '/var', minsize: 2 * 2 ** 30 }] },
    ],
    ['a partitioning mode', { partitioning_mode: 'raw' }, { partitioning_mode: 'raw' }],
    [
      'openscap with a data stream',
      { openscap: { profile_id: 'p', datastream: '/d.xml' } },
      { openscap: { profile_id: 'p', datastream: '/d.xml' } },
    ],
    [
      'files owned by group 0',
      { files: [{ path: '/etc/a', user: 0, group: 0, data: '' }] },
      { files: [{ path: '/etc/a', user: 0, group: 0, data: '' }] },
    ],
    [
      'repositories',
      { repositories: [{ id: 'r', baseurls: ['https://r'], gpgcheck: false, filename: 'r.repo' }] },
      { repositories: [{ id: 'r', baseurls: ['https://r'], gpgcheck: false, filename: 'r.repo' }] },
    ],
    ['fips', { fips: true }, { fips: true }],
    ['certificates', { cacerts: { pem_certs: [certificate] } }, { cacerts: { pem_certs: [certificate] } }],
    ['dnf', { dnf: { config: { set_releasever: true } } }, { dnf: { config: { set_releasever: true } } }],
  ]

  it.each(areas)('maps %s', (_, customizations, expected) => {
    expect(mapCustomizations(customizations).customizations).toEqual(expected)
  })

  it.each<[string, Partial<ApiBlueprint>, number, string]>([
    [
      'a version that is not semantic',
      { version: '1.2' },
      35,
      'blueprint.version: must be a semantic version, x.y.z',
    ],
    [
      'an empty name before content',
      { name: '', packages: [{ name: 'vim' }] },
      35,
      'blueprint.name: must not be empty',
    ],
    [
      'a package without a name',
      { packages: [{ name: '' }] },
      35,
      'blueprint.packages[0].name: must not be empty',
    ],
    [
      'a size without a known unit',
      {
        customizations: {
          partitioning_mode: 'auto-lvm',
          filesystem: [{ mountpoint: '/var', minsize: '2 gigs' }],
        },
      },
      35,
      'blueprint.customizations.filesystem[0].minsize: "2 gigs" is not a size such as "2 GiB"',
    ],
    [
      'a negative uid',
      { customizations: { partitioning_mode: 'auto-lvm', user: [{ name: 'a', uid: -1 }] } },
      35,
      'blueprint.customizations.user[0].uid: must not be negative',
    ],
    [
      'a checked repository without a key',
      {
        customizations: {
          partitioning_mode: 'auto-lvm',
          repositories: [{ id: 'a', baseurls: ['https://r'], gpgcheck: true }],
        },
      },
      35,
      'blueprint.customizations.repositories[0].gpgkeys: is needed where signatures are checked',
    ],
  ])('refuses %s', async (_, overrides, number, details) => {
    await expectRefusal(() => map(overrides), number, details)
  })
})
