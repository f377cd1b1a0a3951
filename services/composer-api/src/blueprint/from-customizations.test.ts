import { certificate } from '@composer/testkit'
import { describe, expect, it } from '@jest/globals'
import { expectRefusal } from '../../tests/expect-refusal.js'
import type { ApiCustomizations } from '../api-types.js'
import type { BlueprintCustomizations } from './blueprint.js'
import { fromCustomizations } from './from-customizations.js'

/** What validation inserts where nothing was asked for. */
const defaults = { partitioning_mode: 'auto-lvm' } as const

const map = (customizations: Partial<ApiCustomizations>) =>
  fromCustomizations({ ...defaults, ...customizations })

const gibibyte = 2 ** 30

describe('fromCustomizations', () => {
  const empty = {
    name: 'empty blueprint',
    version: '0.0.0',
    packages: [],
    modules: [],
    enabled_modules: [],
    groups: [],
  }

  it('gives an empty blueprint without customizations when nothing is set', () => {
    expect(fromCustomizations(undefined)).toEqual(empty)
    expect(map({})).toEqual(empty)
    expect(map({ users: [], files: [], packages: [] })).toEqual(empty)
  })

  it('maps packages, modules and containers to the top of the blueprint', () => {
    expect(
      map({
        packages: ['vim', '@core'],
        enabled_modules: [{ name: 'nodejs', stream: '22' }],
        containers: [
          { source: 'registry.example.com/app:1', name: 'app', tls_verify: false },
          { source: 'registry.example.com/db' },
        ],
      }),
    ).toEqual({
      ...empty,
      packages: [{ name: 'vim' }, { name: '@core' }],
      enabled_modules: [{ name: 'nodejs', stream: '22' }],
      containers: [
        { source: 'registry.example.com/app:1', name: 'app', 'tls-verify': false },
        { source: 'registry.example.com/db' },
      ],
    })
  })

  it('leaves subscription, payload repositories and partitioning mode out', () => {
    const subscription = {
      organization: '1',
      activation_key: 'k',
      server_url: 's',
      base_url: 'b',
      insights: true,
      rhc: false,
    }

    expect(map({ subscription, payload_repositories: [], partitioning_mode: 'lvm' })).toEqual(empty)
  })

  const areas: [string, Partial<ApiCustomizations>, BlueprintCustomizations][] = [
    [
      'users',
      { users: [{ name: 'admin', groups: ['wheel'], key: 'ssh-ed25519 A', password: 'secret' }] },
      { user: [{ name: 'admin', groups: ['wheel'], key: 'ssh-ed25519 A', password: 'secret' }] },
    ],
    [
      'groups',
      { groups: [{ name: 'staff', gid: 1500 }, { name: 'b' }] },
      { group: [{ name: 'staff', gid: 1500 }, { name: 'b' }] },
    ],
    [
      'directories',
      {
        directories: [
          { path: '/etc/app', mode: '0755', user: 'root', group: 0, ensure_parents: true },
          { path: '/srv/a', ensure_parents: false },
        ],
      },
      {
        directories: [
          { path: '/etc/app', mode: '0755', user: 'root', group: 0, ensure_parents: true },
          { path: '/srv/a' },
        ],
      },
    ],
    [
      'files, without ensure_parents',
      {
        files: [
          { path: '/etc/motd', mode: '644', user: 1000, group: 'root', data: 'hi\n', ensure_parents: true },
        ],
      },
      { files: [{ path: '/etc/motd', mode: '644', user: 1000, group: 'root', data: 'hi\n' }] },
    ],
    [
      'filesystem',
      { filesystem: [{ mountpoint: '/var', min_size: 2147483648 }] },
      { filesystem: [{ mountpoint: '/var', minsize: 2147483648 }] },
    ],
    [
      'services',
      { services: { enabled: ['sshd'], disabled: ['a'], masked: ['rpcbind'] } },
      { services: { enabled: ['sshd'], disabled: ['a'], masked: ['rpcbind'] } },
    ],
    ['hostname', { hostname: 'box' }, { hostname: 'box' }],
    [
      'kernel',
      { kernel: { name: 'kernel-rt', append: 'quiet' } },
      { kernel: { name: 'kernel-rt', append: 'quiet' } },
    ],
    [
      'timezone',
      { timezone: { timezone: 'UTC', ntpservers: ['a'] } },
      { timezone: { timezone: 'UTC', ntpservers: ['a'] } },
    ],
    [
      'locale',
      { locale: { languages: ['en_US.UTF-8'], keyboard: 'us' } },
      { locale: { languages: ['en_US.UTF-8'], keyboard: 'us' } },
    ],
    [
      'firewall',
      { firewall: { ports: ['22:tcp'], services: { enabled: ['ftp'], disabled: ['telnet'] } } },
      { firewall: { ports: ['22:tcp'], services: { enabled: ['ftp'], disabled: ['telnet'] } } },
    ],
    ['installation_device', { installation_device: '/dev/sda' }, { installation_device: '/dev/sda' }],
    [
      'fdo',
      {
        fdo: {
          manufacturing_server_url: 'http://fdo',
          diun_pub_key_hash: 'h',
          di_mfg_string_type_mac_iface: 'eth0',
        },
      },
      {
        fdo: {
          manufacturing_server_url: 'http://fdo',
          diun_pub_key_hash: 'h',
          di_mfg_string_type_mac_iface: 'eth0',
        },
      },
    ],
    [
      'ignition, embedded',
      { ignition: { embedded: { config: 'abc' } } },
      { ignition: { embedded: { config: 'abc' } } },
    ],
    [
      'ignition at first boot',
      { ignition: { firstboot: { url: 'http://x' } } },
      { ignition: { firstboot: { url: 'http://x' } } },
    ],
    ['fips', { fips: { enabled: true } }, { fips: true }],
    [
      'openscap, without empty lists',
      {
        openscap: {
          profile_id: 'p',
          policy_id: '3F7B3F0A-6C7A-4A58-9C07-61B9C6C1C4FE',
          tailoring: { selected: ['a'], unselected: [] },
        },
      },
      {
        openscap: {
          profile_id: 'p',
          policy_id: '3f7b3f0a-6c7a-4a58-9c07-61b9c6c1c4fe',
          tailoring: { selected: ['a'] },
        },
      },
    ],
    [
      'openscap with a JSON tailoring',
      { openscap: { profile_id: 'p', json_tailoring: { profile_id: 'q', filepath: '/usr/share/t.json' } } },
      { openscap: { profile_id: 'p', json_tailoring: { profile_id: 'q', filepath: '/usr/share/t.json' } } },
    ],
    [
      'custom_repositories, in the spelling of a blueprint',
      {
        custom_repositories: [
          {
            id: 'r',
            name: 'R',
            filename: 'r.repo',
            baseurl: ['https://r.example.com'],
            metalink: 'https://m',
            mirrorlist: 'https://l',
            gpgkey: ['https://k.example.com/key'],
            enabled: true,
            check_gpg: true,
            check_repo_gpg: false,
            ssl_verify: true,
            priority: 10,
            module_hotfixes: true,
          },
        ],
      },
      {
        repositories: [
          {
            id: 'r',
            name: 'R',
            filename: 'r.repo',
            baseurls: ['https://r.example.com'],
            metalink: 'https://m',
            mirrorlist: 'https://l',
            gpgkeys: ['https://k.example.com/key'],
            enabled: true,
            gpgcheck: true,
            repo_gpgcheck: false,
            sslverify: true,
            priority: 10,
            module_hotfixes: true,
            install_from: false,
          },
        ],
      },
    ],
    [
      'installer',
      { installer: { unattended: true, 'sudo-nopasswd': ['a'] } },
      { installer: { unattended: true, 'sudo-nopasswd': ['a'] } },
    ],
    [
      'rpm',
      { rpm: { import_keys: { files: ['/etc/key'] } } },
      { rpm: { import_keys: { files: ['/etc/key'] } } },
    ],
    [
      'rhsm',
      {
        rhsm: {
          config: {
            dnf_plugins: { product_id: { enabled: true }, subscription_manager: { enabled: false } },
            subscription_manager: {
              rhsm: { manage_repos: false, auto_enable_yum_plugins: true },
              rhsmcertd: { auto_registration: true },
            },
          },
        },
      },
      {
        rhsm: {
          config: {
            dnf_plugins: { product_id: { enabled: true }, subscription_manager: { enabled: false } },
            subscription_manager: {
              rhsm: { manage_repos: false, auto_enable_yum_plugins: true },
              rhsmcertd: { auto_registration: true },
            },
          },
        },
      },
    ],
    ['cacerts', { cacerts: { pem_certs: [certificate] } }, { cacerts: { pem_certs: [certificate] } }],
    ['dnf', { dnf: { config: { set_releasever: true } } }, { dnf: { config: { set_releasever: true } } }],
    [
      'disk, with sizes in bytes',
      {
        disk: {
          type: 'gpt',
          minsize: '20 GiB',
          partitions: [
            {
              type: 'plain',
              part_type: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
              fs_type: 'xfs',
              mountpoint: '/data',
              label: 'd',
              minsize: '5 GiB',
            },
            { fs_type: 'swap', minsize: '1GiB' },
            {
              type: 'lvm',
              name: 'vg',
              minsize: '8 GiB',
              logical_volumes: [
                { name: 'home', fs_type: 'ext4', mountpoint: '/home', minsize: '2 GiB', label: 'h' },
                { fs_type: 'swap' },
              ],
            },
          ],
        },
      },
      {
        disk: {
          type: 'gpt',
          minsize: 20 * gibibyte,
          partitions: [
            {
              type: 'plain',
              part_type: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
              fs_type: 'xfs',
              mountpoint: '/data',
              label: 'd',
              minsize: 5 * gibibyte,
            },
            { type: 'plain', fs_type: 'swap', minsize: gibibyte },
            {
              type: 'lvm',
              name: 'vg',
              minsize: 8 * gibibyte,
              logical_volumes: [
                { name: 'home', fs_type: 'ext4', mountpoint: '/home', minsize: 2 * gibibyte, label: 'h' },
                { minsize: 0, fs_type: 'swap' },
              ],
            },
          ],
        },
      },
    ],
    [
      'disk with btrfs',
      {
        disk: {
          partitions: [
            {
              type: 'btrfs',
              minsize: '10 GB',
              subvolumes: [
                { name: 'root', mountpoint: '/' },
                { name: 'boot', mountpoint: '/boot' },
              ],
            },
          ],
        },
      },
      {
        disk: {
          partitions: [
            {
              type: 'btrfs',
              minsize: 10e9,
              subvolumes: [
                { name: 'root', mountpoint: '/' },
                { name: 'boot', mountpoint: '/boot' },
              ],
            },
          ],
        },
      },
    ],
  ]

  it('takes a repository file without its ending, and signed metadata without a key', () => {
    const repository = { id: 'a', baseurl: ['https://r'], filename: 'mine', check_repo_gpg: true }
    const { customizations } = fromCustomizations({ custom_repositories: [repository] } as ApiCustomizations)

    expect(customizations?.repositories).toMatchObject([{ filename: 'mine', repo_gpgcheck: true }])
  })

  it.each(areas)('maps %s', (_, customizations, expected) => {
    expect(map(customizations).customizations).toEqual(expected)
  })

  it('drops members that the schema lets pass but a blueprint does not know', () => {
    const lenient: object = {
      installer: { unattended: true, surprise: 1 },
      rpm: { surprise: 1 },
      containers: [{ source: 's', surprise: 1 }],
    }

    const blueprint = map(lenient)

    expect(blueprint).toMatchObject({
      containers: [{ source: 's' }],
      customizations: { installer: { unattended: true } },
    })
    expect(JSON.stringify(blueprint)).not.toContain('surprise')
  })

  const refused: [string, Partial<ApiCustomizations>, number, string][] = [
    ['an empty package name', { packages: ['vim', ''] }, 35, 'customizations.packages[1]: must not be empty'],
    [
      'an empty container source',
      { containers: [{ source: '' }] },
      35,
      'customizations.containers[0].source: must not be empty',
    ],
    [
      'a relative path',
      { files: [{ path: 'etc/motd', ensure_parents: false }] },
      35,
      'customizations.files[0].path: must be absolute',
    ],
    [
      'an empty path',
      { files: [{ path: '', ensure_parents: false }] },
      35,
      'customizations.files[0].path: must not be empty',
    ],
    [
      'a trailing slash',
      { directories: [{ path: '/etc/a/', ensure_parents: false }] },
      35,
      'customizations.directories[0].path: must not end in a slash',
    ],
    [
      'a path with ..',
      { directories: [{ path: '/etc/../a', ensure_parents: false }] },
      35,
      'customizations.directories[0].path: must be canonical, without "." and ".." segments and double slashes',
    ],
    [
      'a mode',
      { files: [{ path: '/etc/a', mode: '888', ensure_parents: false }] },
      35,
      'customizations.files[0].mode: must be three octal digits, with an optional leading 0',
    ],
    [
      'a mode with set-uid',
      { files: [{ path: '/etc/a', mode: '4755', ensure_parents: false }] },
      35,
      'customizations.files[0].mode: must be three octal digits, with an optional leading 0',
    ],
    [
      'a user name',
      { files: [{ path: '/etc/a', user: 'a b', ensure_parents: false }] },
      35,
      'customizations.files[0].user: must be a name of at most 32 letters, digits, "_" and "-", or a number',
    ],
    [
      'a group name with a dot',
      { directories: [{ path: '/etc/a', group: 'a.b', ensure_parents: false }] },
      35,
      'customizations.directories[0].group: must be a name of at most 32 letters, digits, "_" and "-", or a number',
    ],
    [
      'a negative owner',
      { files: [{ path: '/etc/a', user: -1, ensure_parents: false }] },
      35,
      'customizations.files[0].user: must not be negative',
    ],
    [
      'a negative gid',
      { groups: [{ name: 'a', gid: -5 }] },
      35,
      'customizations.groups[0].gid: must not be negative',
    ],
    [
      'a huge gid',
      { groups: [{ name: 'a', gid: 2 ** 60 }] },
      20,
      'customizations.groups[0].gid: is outside the range of integers that can be kept exactly',
    ],
    [
      'a long password',
      { users: [{ name: 'a', password: 'x'.repeat(513) }] },
      35,
      'customizations.users[0].password: must not be longer than 512 bytes',
    ],
    [
      'a password with NUL',
      { users: [{ name: 'a', password: 'a\0b' }] },
      35,
      'customizations.users[0].password: must not contain a NUL character',
    ],
    [
      'a size that is text',
      { filesystem: [{ mountpoint: '/var', min_size: '1 GiB' }] },
      20,
      `customizations.filesystem[0].min_size: must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
    ],
    [
      'a fractional size',
      { filesystem: [{ mountpoint: '/var', min_size: 1.5 }] },
      20,
      `customizations.filesystem[0].min_size: must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
    ],
    [
      'a mount point below /usr',
      { filesystem: [{ mountpoint: '/usr/lib', min_size: 1 }] },
      35,
      'customizations.filesystem[0].mountpoint: /usr/lib cannot be a mount point',
    ],
    [
      'a mount point that is no path',
      { filesystem: [{ mountpoint: 'var', min_size: 1 }] },
      35,
      'customizations.filesystem[0].mountpoint: "var" is not an absolute, canonical path',
    ],
    [
      'an openscap profile that is empty',
      { openscap: { profile_id: '' } },
      35,
      'customizations.openscap.profile_id: must not be empty',
    ],
    [
      'an openscap policy',
      { openscap: { profile_id: 'p', policy_id: 'x' } },
      20,
      'customizations.openscap.policy_id: is not a UUID',
    ],
    [
      'two openscap tailorings',
      { openscap: { profile_id: 'p', tailoring: {}, json_tailoring: { profile_id: 'a', filepath: 'b' } } },
      35,
      'customizations.openscap.json_tailoring: cannot be combined with tailoring',
    ],
    [
      'fdo without a server',
      { fdo: { diun_pub_key_hash: 'h' } },
      35,
      'customizations.fdo.manufacturing_server_url: is needed',
    ],
    [
      'fdo with two keys',
      { fdo: { manufacturing_server_url: 'u', diun_pub_key_hash: 'h', diun_pub_key_insecure: 'i' } },
      35,
      'customizations.fdo: exactly one of diun_pub_key_insecure, diun_pub_key_hash, diun_pub_key_root_certs is needed',
    ],
    [
      'both kinds of ignition',
      { ignition: { embedded: { config: 'a' }, firstboot: { url: 'b' } } },
      35,
      'customizations.ignition.firstboot: cannot be combined with embedded',
    ],
    [
      'ignition without a URL',
      { ignition: { firstboot: { url: '' } } },
      35,
      'customizations.ignition.firstboot.url: must not be empty',
    ],
    [
      'a custom repository without an id',
      { custom_repositories: [{ id: '', baseurl: ['https://r'] }] },
      35,
      'customizations.custom_repositories[0].id: must not be empty',
    ],
    [
      'a custom repository without a URL',
      { custom_repositories: [{ id: 'a' }] },
      35,
      'customizations.custom_repositories[0].baseurl: one of the base URLs, mirrorlist and metalink is needed',
    ],
    [
      'a custom repository whose id is no file name',
      { custom_repositories: [{ id: 'my repo', baseurl: ['https://r'] }] },
      35,
      'customizations.custom_repositories[0].id: must consist of letters, digits, "_", ".", "-" and ":"',
    ],
    [
      'a custom repository in a strange file',
      { custom_repositories: [{ id: 'a', baseurl: ['https://r'], filename: '../x.repo' }] },
      35,
      'customizations.custom_repositories[0].filename: "../x.repo" cannot be the name of a file in yum.repos.d',
    ],
    [
      'a checked custom repository without a key',
      { custom_repositories: [{ id: 'a', baseurl: ['https://r'], check_gpg: true }] },
      35,
      'customizations.custom_repositories[0].gpgkey: is needed where signatures are checked',
    ],
    [
      'a custom repository with a key that is none',
      { custom_repositories: [{ id: 'a', baseurl: ['https://r'], gpgkey: ['hello'] }] },
      35,
      'customizations.custom_repositories[0].gpgkey[0]: must be an armoured key or a URL',
    ],
  ]

  it.each(refused)('refuses %s', async (_, customizations, number, details) => {
    await expectRefusal(() => map(customizations), number, details)
  })
})
