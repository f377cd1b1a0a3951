import { beforeAll, describe, expect, it } from '@jest/globals'
import { certificate } from '@composer/testkit'
import type { ComposeRequest } from '../src/api-types.js'
import type { BlueprintCustomizations } from '../src/blueprint/blueprint.js'
import type { Catalog } from '../src/catalog/catalog.js'
import { parseComposeRequest } from '../src/request/parse-compose-request.js'
import { expectRefusal } from './expect-refusal.js'
import { shippedCatalog } from './shipped-catalog.js'

/** Requests of which the manifest library makes no manifest, each a kind that was met when it was asked. */

let catalog: Catalog

beforeAll(async () => {
  catalog = await shippedCatalog()
})

const parse = (body: unknown) =>
  parseComposeRequest(body as ComposeRequest, catalog, async (passwords) => passwords.map(() => '$6$'))

const image = (image_type: string, architecture = 'x86_64') => ({
  architecture,
  image_type,
  repositories: [{ baseurl: 'https://repo.example.com/os' }],
  upload_options: { region: 'eu-west-1', share_with_accounts: [] },
})

interface Target {
  distribution?: string
  type?: string
  architecture?: string
  bootc?: boolean
}

/** A request with these customizations in the form of a blueprint. */
function request(customizations: object, target: Target = {}): object {
  const { distribution = 'centos-9', type = 'guest-image', architecture, bootc = false } = target
  return {
    ...(bootc ? { bootc: { reference: 'quay.io/a/b' } } : { distribution }),
    image_request: image(type, architecture),
    blueprint: { name: 'b', customizations: { partitioning_mode: 'auto-lvm', ...customizations } },
  }
}

const at = 'blueprint.customizations'
const plain = { type: 'plain', mountpoint: '/', fs_type: 'xfs' }
const disk = (...partitions: object[]) => ({ disk: { partitions } })
const profile = 'xccdf_org.ssgproject.content_profile_cis'
const repo = (overrides: object) => ({ repositories: [{ id: 'a', baseurls: ['https://r'], ...overrides }] })
const file = (overrides: object) => ({ files: [{ path: '/etc/a', ...overrides }] })

type Row = [what: string, customizations: object, target: Target, number: 35, details: string]

const refused: Row[] = [
  [
    'a btrfs volume without subvolumes',
    disk({ type: 'btrfs', minsize: '1 GiB', subvolumes: [] }),
    {},
    35,
    `${at}.disk.partitions[0].subvolumes: must not be empty`,
  ],
  [
    'a label of a volume group',
    disk({ type: 'lvm', label: 'l', logical_volumes: [] }),
    {},
    35,
    `${at}.disk.partitions[0].label: a volume group has no label, its volumes have`,
  ],
  [
    'a name of a volume that LVM does not take',
    disk({ type: 'lvm', logical_volumes: [{ name: 'a b', mountpoint: '/', fs_type: 'xfs' }] }),
    {},
    35,
    `${at}.disk.partitions[0].logical_volumes[0].name: must consist of letters, digits, "+", "_", "." and "-", and not begin with "-"`,
  ],
  [
    'a partition type that is not of the table of the image type',
    disk({ ...plain, part_type: '0FC63DAF-8483-4772-8E79-3D69D8477DE4' }),
    { architecture: 'ppc64le' },
    35,
    `${at}.disk.partitions[0].part_type: must be two hexadecimal digits`,
  ],
  [
    'a partition type that is not of the table of bootc images',
    disk({ ...plain, part_type: '8e' }),
    { bootc: true },
    35,
    `${at}.disk.partitions[0].part_type: must be a UUID`,
  ],
  [
    'a DOS table of a confidential machine',
    { disk: { type: 'dos', partitions: [plain] } },
    { distribution: 'rhel-9.6', type: 'aws-cvm' },
    35,
    `${at}.disk.type: ec2-cvm needs a gpt table`,
  ],
  [
    '/boot of a bootc image on btrfs',
    disk({ type: 'btrfs', subvolumes: [{ name: 'boot', mountpoint: '/boot' }] }),
    { bootc: true },
    35,
    `${at}.disk.partitions[0].subvolumes[0].mountpoint: /boot of a bootc image cannot be on btrfs`,
  ],
  [
    'a file outside of what bootc lets be written',
    file({ path: '/opt/x' }),
    { bootc: true },
    35,
    `${at}.files[0].path: /opt/x must not be customized`,
  ],
  [
    'a directory outside of what bootc lets be written',
    { directories: [{ path: '/usr/local/x' }] },
    { bootc: true },
    35,
    `${at}.directories[0].path: /usr/local/x must not be customized`,
  ],
  ...['/data', '/var', '/boot/a', '/var/home', '/opt'].map((mountpoint): Row => [
    `the mount point ${mountpoint} of a bootc image`,
    { filesystem: [{ mountpoint, minsize: '1 GiB' }] },
    { bootc: true },
    35,
    `${at}.filesystem[0].mountpoint: ${mountpoint} cannot be a mount point of a bootc image`,
  ]),
  ...['a/b', 'my repo', 'ü', ''].map((id): Row => [
    `the repository id ${JSON.stringify(id)}`,
    repo({ id }),
    {},
    35,
    `${at}.repositories[0].id: ${
      id === '' ? 'must not be empty' : 'must consist of letters, digits, "_", ".", "-" and ":"'
    }`,
  ]),
  [
    'an empty base URL beside another',
    repo({ baseurls: ['https://r', ''] }),
    {},
    35,
    `${at}.repositories[0].baseurls[1]: must not be empty`,
  ],
  [
    'an armoured key with words before it',
    repo({ gpgkeys: ['key: -----BEGIN PGP PUBLIC KEY BLOCK----- -----END PGP PUBLIC KEY BLOCK-----'] }),
    {},
    35,
    `${at}.repositories[0].gpgkeys[0]: must be an armoured key or a URL`,
  ],
  [
    'a firewall zone without a name',
    { firewall: { zones: [{ sources: ['192.0.2.0/24'] }] } },
    {},
    35,
    `${at}.firewall.zones[0].name: is needed`,
  ],
  [
    'a firewall zone without sources',
    { firewall: { zones: [{ name: 'a' }] } },
    {},
    35,
    `${at}.firewall.zones[0].sources: is needed`,
  ],
  [
    'a port without a protocol',
    { firewall: { ports: ['22:tcp', '22'] } },
    {},
    35,
    `${at}.firewall.ports[1]: must be a port or range and ":tcp", ":udp", ":sctp" or ":dccp"`,
  ],
  ...[
    ['x', 'holds no PEM certificate'],
    ['', 'holds no PEM certificate'],
    [certificate.slice(0, 200), 'holds a certificate that cannot be read'],
  ].map(([text, problem]): Row => [
    `a certificate that ${problem}`,
    { cacerts: { pem_certs: [certificate, text] } },
    {},
    35,
    `${at}.cacerts.pem_certs[1]: ${problem}`,
  ]),
  [
    'more certificates than any system trusts',
    { cacerts: { pem_certs: Array.from({ length: 3 }, () => certificate.repeat(400)) } },
    {},
    35,
    `${at}.cacerts.pem_certs: must not hold more than 1000 certificates`,
  ],
  ...(['profile_id', 'filepath'] as const).map((name): Row => [
    `an empty ${name} of a tailoring file`,
    {
      openscap: { profile_id: profile, json_tailoring: { profile_id: 'p', filepath: '/t.json', [name]: '' } },
    },
    {},
    35,
    `${at}.openscap.json_tailoring.${name}: must not be empty`,
  ]),
  [
    'OpenSCAP on an OSTree image',
    { openscap: { profile_id: profile } },
    { distribution: 'rhel-9.6', type: 'edge-commit' },
    35,
    `${at}.openscap: is not available for edge-commit`,
  ],
  [
    'OpenSCAP on a release that is too old',
    { openscap: { profile_id: profile } },
    { distribution: 'rhel-8.6' },
    35,
    `${at}.openscap: is not available on rhel-8.6`,
  ],
  [
    'a group name that is used twice',
    { group: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] },
    {},
    35,
    `${at}.group[2].name: a is used twice`,
  ],
  [
    'a group number that is used twice',
    {
      group: [
        { name: 'a', gid: 0 },
        { name: 'b', gid: 0 },
      ],
    },
    {},
    35,
    `${at}.group[1].gid: 0 is used twice`,
  ],
  [
    'a time server without a name',
    { timezone: { ntpservers: ['a', ''] } },
    {},
    35,
    `${at}.timezone.ntpservers[1]: must not be empty`,
  ],
  [
    'root with groups in an installer',
    { user: [{ name: 'root', groups: ['wheel'] }] },
    { type: 'image-installer' },
    35,
    `${at}: root of image-installer cannot have groups`,
  ],
  [
    'a kickstart file and a user',
    { installer: { kickstart: { contents: 'text' } }, user: [{ name: 'a' }] },
    { type: 'image-installer' },
    35,
    `${at}.installer.kickstart: cannot be combined with users, groups and their keys`,
  ],
  [
    'a kickstart file and unattended',
    { installer: { kickstart: { contents: 'text' }, unattended: true } },
    { type: 'image-installer' },
    35,
    `${at}.installer.unattended: cannot be combined with kickstart`,
  ],
  [
    'content at an address',
    file({ uri: 'file:///etc/shadow' }),
    {},
    35,
    `${at}.files[0].uri: is not available; data holds the content`,
  ],
  [
    'base64 that is none',
    file({ data: '!', data_encoding: 'base64' }),
    {},
    35,
    `${at}.files[0].data: is not base64, which data_encoding says it is`,
  ],
  [
    'base64 of something that is no text',
    file({ data: '/w==', data_encoding: 'base64' }),
    {},
    35,
    `${at}.files[0].data: must be UTF-8 text once it is decoded`,
  ],
]

describe('a request of which no manifest can be made', () => {
  it.each(refused)('is refused: %s', async (_, customizations, target, number, details) => {
    await expectRefusal(() => parse(request(customizations, target)), number, details)
  })

  it.each(['not a url', 'http://a{b', '://'])(
    'is refused: the proxy %j of the subscription',
    async (proxy) => {
      const subscription = {
        organization: '1',
        activation_key: 'k',
        server_url: 's',
        base_url: 'b',
        insights: true,
        insights_client_proxy: proxy,
      }

      await expectRefusal(
        () =>
          parse({
            distribution: 'centos-9',
            image_request: image('guest-image'),
            customizations: { subscription },
          }),
        35,
        'customizations.subscription.insights_client_proxy: must be a host or a URL',
      )
    },
  )
})

type Accepted = [what: string, customizations: object, target: Target, expected: BlueprintCustomizations]

const honoured: Accepted[] = [
  [
    'partitions and volumes without a size',
    disk(plain, { type: 'lvm', logical_volumes: [{ mountpoint: '/home', fs_type: 'xfs' }] }),
    {},
    {
      disk: {
        partitions: [
          { type: 'plain', mountpoint: '/', fs_type: 'xfs', minsize: 0 },
          { type: 'lvm', minsize: 0, logical_volumes: [{ mountpoint: '/home', fs_type: 'xfs', minsize: 0 }] },
        ],
      },
    },
  ],
  [
    'a repository whose id cannot be a file name',
    repo({ id: 'copr:copr.example.com:x:y' }),
    {},
    {
      repositories: [
        {
          id: 'copr:copr.example.com:x:y',
          baseurls: ['https://r'],
          filename: 'copr_copr.example.com_x_y.repo',
        },
      ],
    },
  ],
  [
    'a repository that packages come from, and whose certificate is not checked',
    repo({ install_from: true, ignore_ssl: true, filename: 'a' }),
    {},
    {
      repositories: [
        { id: 'a', baseurls: ['https://r'], install_from: true, sslverify: false, filename: 'a' },
      ],
    },
  ],
  [
    'base64 content',
    file({ data: 'w7xi\nZXI=', data_encoding: 'base64', mode: '' }),
    {},
    { files: [{ path: '/etc/a', data: 'über' }] },
  ],
  [
    'a kickstart file',
    { installer: { kickstart: { contents: 'text' } } },
    { type: 'image-installer' },
    { installer: { kickstart: { contents: 'text' } } },
  ],
  [
    'root with a key in an installer',
    { user: [{ name: 'root', key: 'k' }] },
    { type: 'image-installer' },
    { user: [{ name: 'root', key: 'k' }] },
  ],
  [
    'mount points of a bootc image',
    { filesystem: ['/', '/boot', '/var/lib/data'].map((mountpoint) => ({ mountpoint, minsize: '1 GiB' })) },
    { bootc: true },
    { filesystem: ['/', '/boot', '/var/lib/data'].map((mountpoint) => ({ mountpoint, minsize: 2 ** 30 })) },
  ],
]

describe('a request that was lost in silence, or refused where the program can do it,', () => {
  it.each(honoured)('is honoured: %s', async (_, customizations, target, expected) => {
    const { blueprint } = await parse(request(customizations, target))

    expect(blueprint.customizations).toEqual(expected)
  })
})
