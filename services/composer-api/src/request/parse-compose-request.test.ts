import { beforeAll, describe, expect, it } from '@jest/globals'
import { expectRefusal } from '../../tests/expect-refusal.js'
import { makeImageRequest, makeRequest, repository } from '../../tests/make-request.js'
import { shippedCatalog } from '../../tests/shipped-catalog.js'
import type { Catalog } from '../catalog/catalog.js'
import type { ApiImageType, ComposeRequest, ImageRequest } from '../api-types.js'
import { parseComposeRequest } from './parse-compose-request.js'
import type { WantedImage } from './wanted.js'

let catalog: Catalog

beforeAll(async () => {
  catalog = await shippedCatalog()
})

const parse = (body: ComposeRequest) =>
  parseComposeRequest(body, catalog, async (passwords) => passwords.map((password) => `hashed(${password})`))

async function parseImage(
  body: Partial<ComposeRequest>,
  image: Partial<ImageRequest> = {},
): Promise<WantedImage> {
  const wanted = await parse(makeRequest(body, image))
  if (wanted.kind === 'koji') throw new Error('a koji compose has several images')
  return wanted.image
}

const noMode = { partitioning_mode: 'auto-lvm' } as const
const koji = {
  server: 'https://koji.example.com/hub',
  task_id: 42,
  name: 'Image',
  version: '1',
  release: '2',
}
const bootcRequest = (
  bootc: object = {},
  image: Partial<ImageRequest> = {},
  body: Partial<ComposeRequest> = {},
) => ({
  bootc: { reference: 'registry.example.com/os:10', ...bootc },
  image_request: makeImageRequest({
    repositories: [],
    upload_targets: [{ type: 'local', upload_options: {} }],
    ...image,
  }),
  ...body,
})

describe('parseComposeRequest', () => {
  it('resolves a plain request', async () => {
    expect(await parse(makeRequest())).toMatchObject({
      kind: 'image',
      blueprint: { name: 'empty blueprint' },
      facts: { apiType: 'cloudapi-v2' },
      image: {
        distribution: { name: 'centos-9' },
        architecture: 'x86_64',
        imageType: {
          name: 'qcow2',
          filename: 'disk.qcow2',
          exportName: 'qcow2',
          bootMode: 'hybrid',
          containerPipeline: 'os',
        },
        repositories: [{ baseurls: ['https://repo.example.com/os/'] }],
        size: 10 * 2 ** 30,
        targets: [{ kind: 'aws.s3', region: 'us-east-1', public: false }],
      },
    })
  })

  it('resolves aliases', async () => {
    const image = await parseImage({ distribution: 'rhel-9' })

    expect(image.distribution?.name).toBe('rhel-9.9')
  })

  it('hashes passwords', async () => {
    const { blueprint } = await parse(
      makeRequest({ customizations: { ...noMode, users: [{ name: 'a', password: 'secret' }] } }),
    )

    expect(blueprint.customizations?.user).toEqual([{ name: 'a', password: 'hashed(secret)' }])
  })

  it('carries the subscription and the facts', async () => {
    const wanted = await parse(
      makeRequest({
        distribution: 'rhel-9.6',
        blueprint_id: '3F7B3F0A-6C7A-4A58-9C07-61B9C6C1C4FE',
        customizations: {
          ...noMode,
          openscap: { profile_id: 'cis', policy_id: '11111111-2222-4333-8444-555555555555' },
          subscription: {
            organization: '2040324',
            activation_key: 'my-secret-key',
            server_url: 'subscription.rhsm.redhat.com',
            base_url: 'http://cdn.redhat.com/',
            insights: true,
            rhc: true,
            insights_client_proxy: 'http://proxy',
            template_uuid: 't',
            content_sets: ['a'],
          },
        },
      }),
    )

    expect(wanted).toMatchObject({
      facts: {
        apiType: 'cloudapi-v2',
        openscapProfileId: 'cis',
        compliancePolicyId: '11111111-2222-4333-8444-555555555555',
        blueprintId: '3f7b3f0a-6c7a-4a58-9c07-61b9c6c1c4fe',
      },
    })
    expect(wanted.subscription).toEqual({
      organization: '2040324',
      activation_key: 'my-secret-key',
      server_url: 'subscription.rhsm.redhat.com',
      base_url: 'http://cdn.redhat.com/',
      insights: true,
      rhc: true,
      proxy: 'http://proxy',
      template_uuid: 't',
      content_sets: ['a'],
    })
  })

  it('takes a partitioning mode for an installer of a bootable container, where it has no use', async () => {
    const iso = bootcRequest(
      { iso_payload_reference: 'registry.example.com/os:10' },
      { image_type: 'bootable-container-iso' },
      { customizations: { partitioning_mode: 'lvm' } },
    )

    expect(await parse(iso)).toMatchObject({
      kind: 'bootc',
      image: { imageType: { name: 'bootc-generic-iso' } },
    })
  })

  it('wants a volume group for lvm, unless the image has no disk', async () => {
    const body: Partial<ComposeRequest> = { customizations: { partitioning_mode: 'lvm' } }
    const images = [await parseImage(body), await parseImage(body, { image_type: 'image-installer' })]

    expect(images.map(({ disk }) => disk)).toEqual(['volume-group', undefined])
  })

  it('gives the blueprint the canonical name of its distribution', async () => {
    const { blueprint } = await parse(
      makeRequest({ distribution: 'rhel-99', blueprint: { name: 'b', distro: 'rhel-9' } }),
    )

    expect(blueprint.distro).toBe('rhel-9.9')
  })
})

describe('the images of a request', () => {
  it.each<[string, ComposeRequest, string]>([
    [
      'both image members',
      { distribution: 'centos-9', image_request: makeImageRequest(), image_requests: [makeImageRequest()] },
      'image_requests: cannot be combined with image_request',
    ],
    ['neither image member', { distribution: 'centos-9' }, 'image_request: is missing'],
    [
      'no image',
      { distribution: 'centos-9', image_requests: [] },
      'image_requests: must hold exactly one image, not 0',
    ],
    [
      'two images without koji',
      { distribution: 'centos-9', image_requests: [makeImageRequest(), makeImageRequest()] },
      'image_requests: must hold exactly one image, not 2',
    ],
    [
      'more copies of the customizations than can be stored',
      {
        distribution: 'centos-9',
        image_requests: Array.from({ length: 5 }, () => makeImageRequest()),
        customizations: {
          ...noMode,
          files: [{ path: '/etc/a', data: 'x'.repeat(2 ** 20), ensure_parents: false }],
        },
      },
      'image_requests: must have at most 1 items where customizations have 1048669 characters',
    ],
  ])('are refused with 25: %s', async (_, body, details) => {
    await expectRefusal(() => parse(body), 25, details)
  })

  it('are checked before they are counted', async () => {
    const body = {
      distribution: 'centos-9',
      image_requests: [makeImageRequest(), makeImageRequest({ architecture: 'vax' })],
    }

    await expectRefusal(
      () => parse(body),
      5,
      'image_requests[1].architecture: centos-9 is not offered for "vax"',
    )
  })

  it('may be one in a list', async () => {
    expect((await parse({ distribution: 'centos-9', image_requests: [makeImageRequest()] })).kind).toBe(
      'image',
    )
  })

  it('may be several, without targets, or none with koji', async () => {
    const { upload_options: _, ...image } = makeImageRequest()
    const images = [image, { ...image, architecture: 'aarch64' }]
    const several = await parse({ distribution: 'fedora-43', image_requests: images, koji })

    expect(several).toMatchObject({
      kind: 'koji',
      koji: { server: koji.server, taskId: 42, name: 'Image', version: '1', release: '2' },
      images: [
        { architecture: 'x86_64', targets: [] },
        { architecture: 'aarch64', targets: [] },
      ],
    })
    expect(several).not.toHaveProperty('facts')
    expect(await parse({ distribution: 'fedora-43', image_requests: [], koji })).toMatchObject({
      kind: 'koji',
      images: [],
    })
  })
})

/** API type → internal type → file, where the table of the API has a name for it ('' = not offered). */
const types: [ApiImageType, Record<string, string>, string][] = [
  [
    'aws',
    { 'fedora-43': 'generic-ami', 'rhel-8.10': 'ami', 'rhel-9.6': 'ami', 'centos-10': 'ami' },
    'image.raw',
  ],
  [
    'aws-rhui',
    { 'fedora-43': '', 'rhel-8.10': 'ec2', 'rhel-10.0': 'ec2', 'centos-9': 'ec2' },
    'image.raw.xz',
  ],
  [
    'aws-cvm',
    { 'rhel-8.10': '', 'rhel-9.6': 'ec2-cvm', 'rhel-10.0': 'ec2-cvm', 'centos-9': '' },
    'image.raw.xz',
  ],
  ['aws-ha-rhui', { 'rhel-8.10': 'ec2-ha', 'rhel-9.6': 'ec2-ha', 'centos-9': '' }, 'image.raw.xz'],
  ['aws-sap-rhui', { 'rhel-8.10': 'ec2-sap', 'rhel-10.0': 'ec2-sap', 'centos-10': '' }, 'image.raw.xz'],
  ['azure', { 'fedora-43': 'generic-vhd', 'rhel-9.6': 'vhd', 'centos-9': 'vhd' }, 'disk.vhd'],
  ['azure-cvm', { 'rhel-9.6': 'azure-cvm', 'rhel-8.10': '' }, 'disk.vhd.xz'],
  ['azure-rhui', { 'rhel-8.10': 'azure-rhui', 'rhel-10.0': 'azure-rhui', 'centos-9': '' }, 'disk.vhd.xz'],
  ['azure-eap7-rhui', { 'rhel-8.10': 'azure-eap7-rhui', 'rhel-9.6': '' }, 'disk.vhd.xz'],
  ['azure-sap-rhui', { 'rhel-8.10': 'azure-sap-rhui', 'rhel-9.6': 'azure-sap-rhui' }, 'disk.vhd.xz'],
  ['azure-sapapps-rhui', { 'rhel-8.10': '', 'rhel-9.6': 'azure-sapapps-rhui' }, 'disk.vhd.xz'],
  [
    'edge-commit',
    { 'fedora-43': '', 'rhel-8.10': 'edge-commit', 'rhel-9.6': 'edge-commit', 'rhel-10.0': '' },
    'commit.tar',
  ],
  [
    'edge-container',
    { 'rhel-9.6': 'edge-container', 'centos-9': 'edge-container', 'centos-10': '' },
    'container.tar',
  ],
  ['gcp', { 'fedora-43': 'cloud-gce', 'rhel-8.10': 'gce', 'centos-10': 'gce' }, 'image.tar.gz'],
  [
    'gcp-rhui',
    { 'rhel-8.10': 'gce-rhui', 'rhel-9.6': 'gce', 'centos-9': 'gce', 'rhel-10.0': '' },
    'image.tar.gz',
  ],
  [
    'guest-image',
    { 'fedora-43': 'generic-qcow2', 'rhel-8.10': 'qcow2', 'almalinux-9.8': 'qcow2' },
    'disk.qcow2',
  ],
  ['image-installer', { 'fedora-43': 'minimal-installer', 'rhel-10.0': 'image-installer' }, 'installer.iso'],
  ['iot-bootable-container', { 'fedora-43': '', 'rhel-9.6': '' }, ''],
  ['iot-commit', { 'fedora-43': 'iot-commit', 'rhel-9.6': '' }, 'commit.tar'],
  ['iot-container', { 'fedora-44': 'iot-container' }, 'container.tar'],
  ['iot-installer', { 'fedora-43': 'iot-installer' }, 'installer.iso'],
  ['iot-raw-image', { 'fedora-43': 'iot-raw-xz' }, 'image.raw.xz'],
  ['live-installer', { 'fedora-43': 'workstation-live-installer', 'centos-9': '' }, 'live-installer.iso'],
  [
    'minimal-raw',
    { 'fedora-43': 'minimal-raw-xz', 'rhel-9.6': 'minimal-raw', 'rhel-10.0': '' },
    'disk.raw.xz',
  ],
  [
    'network-installer',
    { 'fedora-43': '', 'rhel-8.10': 'network-installer', 'centos-10': 'network-installer' },
    'netinst.iso',
  ],
  [
    'everything-network-installer',
    { 'fedora-43': 'everything-network-installer', 'rhel-9.6': '' },
    'netinst.iso',
  ],
  ['server-network-installer', { 'fedora-43': 'server-network-installer' }, 'netinst.iso'],
  ['oci', { 'fedora-43': 'generic-oci', 'rhel-9.6': 'oci' }, 'disk.qcow2'],
  ['pxe-tar-xz', { 'fedora-43': 'pxe-tar-xz', 'rhel-8.10': '', 'rhel-9.6': 'pxe-tar-xz' }, 'pxe.tar.xz'],
  ['vsphere', { 'fedora-43': 'generic-vmdk', 'rhel-10.0': 'vmdk' }, 'disk.vmdk'],
  ['vsphere-ova', { 'fedora-43': 'generic-ova', 'rhel-8.10': 'ova' }, 'image.ova'],
  ['wsl', { 'fedora-43': 'generic-wsl', 'rhel-9.6': 'wsl' }, 'image.wsl'],
]

/** Upload options that fit every kind at once where validation is not asked. */
const anyUpload = {
  region: 'r',
  share_with_accounts: [],
  tenant_id: 't',
  subscription_id: 's',
  resource_group: 'g',
} as unknown as NonNullable<ImageRequest['upload_options']>

describe('API image types', () => {
  const rows = types.flatMap(([type, names, file]) =>
    Object.entries(names).map(([distribution, internal]) => [type, distribution, internal, file] as const),
  )

  it.each(rows.filter(([, , internal]) => internal !== ''))(
    '%s on %s is %s',
    async (type, distribution, internal, file) => {
      const { imageType } = await parseImage(
        { distribution },
        { image_type: type, upload_options: anyUpload },
      )

      expect([imageType.name, imageType.filename]).toEqual([internal, file])
    },
  )

  it.each(rows.filter(([, , internal]) => internal === ''))(
    '%s on %s is refused with 6',
    async (type, distribution) => {
      await expectRefusal(
        () => parseImage({ distribution }, { image_type: type, upload_options: anyUpload }),
        6,
        `image_request.image_type: ${distribution} on x86_64 does not offer ${type}`,
      )
    },
  )

  it('of bootc are refused with 47 for a distribution', async () => {
    await expectRefusal(
      () => parseImage({}, { image_type: 'bootable-container-iso' }),
      47,
      'image_request.image_type: bootable-container-iso needs bootc instead of distribution',
    )
  })
})

describe('distribution and architecture', () => {
  it.each<[string, ComposeRequest, number, string]>([
    [
      'an unknown distribution',
      makeRequest({ distribution: 'beos-5' }),
      4,
      'distribution: "beos-5" is unknown; GET /distributions lists those that may be used',
    ],
    [
      'an empty distribution',
      makeRequest({ distribution: '' }),
      4,
      'distribution: "" is unknown; GET /distributions lists those that may be used',
    ],
    [
      'a blueprint for another distribution',
      makeRequest({ blueprint: { name: 'b', distro: 'fedora-43' } }),
      40,
      'blueprint.distro: "fedora-43" is not the requested distribution "centos-9"',
    ],
    [
      'an architecture that is not offered',
      makeRequest({}, { architecture: 'riscv64' }),
      5,
      'image_request.architecture: centos-9 is not offered for "riscv64"',
    ],
    [
      'an image type that the architecture lacks',
      makeRequest({}, { architecture: 's390x', image_type: 'aws' }),
      6,
      'image_request.image_type: centos-9 on s390x does not offer aws',
    ],
    [
      'both distribution and bootc',
      makeRequest({ bootc: { reference: 'r' } }),
      43,
      'bootc: cannot be combined with distribution',
    ],
    ['neither', { image_request: makeImageRequest() }, 44, 'distribution: is missing, and so is bootc'],
    [
      'a negative koji task',
      makeRequest({ koji: { ...koji, task_id: -1 } }),
      42,
      'koji.task_id: must not be negative',
    ],
    [
      'raw partitions beside new file systems',
      makeRequest({
        customizations: { partitioning_mode: 'raw', filesystem: [{ mountpoint: '/var', min_size: 1 }] },
      }),
      37,
      'customizations.partitioning_mode: raw cannot be combined with file systems other than /; describe the disk in customizations.disk instead',
    ],
    [
      'a volume group of usual file systems alone',
      makeRequest({
        customizations: { partitioning_mode: 'lvm', filesystem: [{ mountpoint: '/', min_size: 1 }] },
      }),
      37,
      'customizations.partitioning_mode: lvm cannot be combined with / alone; describe the disk in customizations.disk instead',
    ],
    [
      'a volume group for bootc',
      bootcRequest({}, {}, { customizations: { partitioning_mode: 'lvm' } }),
      37,
      'customizations.partitioning_mode: lvm is not available for bootc composes; describe the disk in customizations.disk instead',
    ],
    ['a blueprint id that is no UUID', makeRequest({ blueprint_id: 'b' }), 20, 'blueprint_id: is not a UUID'],
    [
      'a negative size',
      makeRequest({}, { size: -1 }),
      20,
      `image_request.size: must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
    ],
  ])('are refused: %s', async (_, body, number, details) => {
    await expectRefusal(() => parse(body), number, details)
  })
})

describe('repositories', () => {
  const options = { rhsm: false, check_repo_gpg: false, module_hotfixes: false }

  it('keep the first URL of baseurl, mirrorlist and metalink', async () => {
    const { repositories } = await parseImage(
      {},
      {
        repositories: [
          { ...options, baseurl: 'https://b', mirrorlist: 'https://l', metalink: 'https://m' },
          { ...options, baseurl: '', mirrorlist: 'https://l', metalink: 'https://m' },
          { ...options, metalink: 'https://m' },
        ],
      },
    )

    expect(repositories).toEqual([
      { baseurls: ['https://b'] },
      { mirrorlist: 'https://l' },
      { metalink: 'https://m' },
    ])
  })

  it('carry keys, switches and package sets', async () => {
    const { repositories } = await parseImage(
      {},
      {
        repositories: [
          {
            baseurl: 'https://b',
            gpgkey: 'key',
            check_gpg: true,
            check_repo_gpg: true,
            ignore_ssl: true,
            module_hotfixes: true,
            rhsm: true,
            package_sets: ['build'],
          },
        ],
      },
    )

    expect(repositories).toEqual([
      {
        baseurls: ['https://b'],
        gpgkeys: ['key'],
        check_gpg: true,
        check_repo_gpg: true,
        ignore_ssl: true,
        module_hotfixes: true,
        rhsm: true,
        package_sets: ['build'],
      },
    ])
  })

  it('are followed by payload repositories, which serve the payload only', async () => {
    const payload = { ...options, baseurl: 'https://p', package_sets: ['build'] }
    const { repositories } = await parseImage({
      customizations: { ...noMode, payload_repositories: [payload] },
    })

    expect(repositories).toEqual([
      { baseurls: ['https://repo.example.com/os/'] },
      { baseurls: ['https://p'], package_sets: ['blueprint'] },
    ])
  })

  it('default to those of the image type, behind the payload repositories', async () => {
    const payload = { ...options, baseurl: 'https://p' }
    const image = { image_type: 'gcp' as const, repositories: [] }
    const { repositories } = await parseImage(
      { customizations: { ...noMode, payload_repositories: [payload] } },
      image,
    )

    expect(repositories.map(({ name, baseurls }) => name ?? baseurls?.[0])).toEqual([
      'https://p',
      'AppStream',
      'BaseOS',
      'RT',
      'google-compute-engine',
    ])
  })

  it.each([
    ['its own', 'rhel-8', 'https://cdn.redhat.com/content/dist/rhel8/8/x86_64/baseos/os'],
    [
      'those of the distribution it stands for',
      'almalinux-10',
      'https://repo.almalinux.org/almalinux/10.3/BaseOS/x86_64/os/',
    ],
  ])('of an alias default to %s', async (_, distribution, url) => {
    const { repositories } = await parseImage({ distribution }, { repositories: [] })

    expect(repositories[0]?.baseurls).toEqual([url])
  })

  it('are needed for a distribution that has no defaults', async () => {
    const body = (own: ImageRequest['repositories']) =>
      makeRequest({ distribution: 'rhel-9.10' }, { repositories: own })

    await expectRefusal(
      () => parse(body([])),
      7,
      'image_request.repositories: is empty and there are no default repositories for qcow2',
    )
    expect(await parse(body([repository]))).toMatchObject({ image: { distribution: { name: 'rhel-9.10' } } })
  })

  it.each<[string, ComposeRequest, number, string]>([
    [
      'no URL',
      makeRequest({}, { repositories: [repository, { ...options }] }),
      7,
      'image_request.repositories[1]: has none of baseurl, mirrorlist and metalink',
    ],
    [
      'a check without a key',
      makeRequest({}, { repositories: [{ ...repository, check_gpg: true }] }),
      29,
      'image_request.repositories[0].gpgkey: is missing while check_gpg is set',
    ],
    [
      'neither URL nor the key of a check',
      makeRequest({}, { repositories: [{ ...options, check_gpg: true }] }),
      7,
      'image_request.repositories[0]: has none of baseurl, mirrorlist and metalink',
    ],
    [
      'a payload repository without a URL',
      makeRequest({ customizations: { ...noMode, payload_repositories: [{ ...options }] } }),
      7,
      'customizations.payload_repositories[0]: has none of baseurl, mirrorlist and metalink',
    ],
  ])('are refused: %s', async (_, body, number, details) => {
    await expectRefusal(() => parse(body), number, details)
  })

  it('are refused with 7 when there are no defaults either', async () => {
    const distributions = new Map(catalog.distributions)
    const centos = distributions.get('centos-9')
    const architecture = centos?.architectures.get('x86_64')
    if (centos === undefined || architecture === undefined) throw new Error('centos-9 is missing')
    const bare = { ...architecture, repositories: [] }
    distributions.set('centos-9', { ...centos, architectures: new Map([['x86_64', bare]]) })

    await expectRefusal(
      () =>
        parseComposeRequest(
          makeRequest({}, { repositories: [] }),
          { ...catalog, distributions },
          async (plain) => plain,
        ),
      7,
      'image_request.repositories: is empty and there are no default repositories for qcow2',
    )
  })
})

describe('the size', () => {
  const gib = 2 ** 30
  const filesystem = (...sizes: number[]) => ({
    customizations: {
      ...noMode,
      filesystem: sizes.map((min_size, index) => ({ mountpoint: `/srv/${index}`, min_size })),
    },
  })
  const disk = (minsize?: string) => ({
    customizations: {
      ...noMode,
      disk: {
        ...(minsize !== undefined && { minsize }),
        partitions: [{ mountpoint: '/data', fs_type: 'xfs' as const, minsize: '1 GiB' }],
      },
    },
  })

  it.each<[string, Partial<ComposeRequest>, Partial<ImageRequest>, number]>([
    ['the default of the type', {}, {}, 10 * gib],
    ['the default when less is asked for', {}, { size: gib }, 10 * gib],
    ['what is asked for', {}, { size: 20 * gib + 1 }, 20 * gib + 1],
    ['what file systems need, in sectors of 512', filesystem(30 * gib, 1), {}, 30 * gib + 512],
    ['what the disk needs instead of the default', disk('4 GiB'), {}, 4 * gib],
    ['what is asked for when the disk needs less', disk('4 GiB'), { size: 5 * gib }, 5 * gib],
    ['what the disk needs when less is asked for', disk('4 GiB'), { size: 3 * gib }, 4 * gib],
    ['the default for a disk that does not say', disk(), {}, 10 * gib],
    [
      'whole mebibytes for Azure',
      {},
      { size: 20 * gib + 1, image_type: 'azure', upload_options: anyUpload },
      20 * gib + 2 ** 20,
    ],
    ['nothing for types without a disk', {}, { image_type: 'edge-commit' }, 0],
  ])('is %s', async (_, body, image, size) => {
    expect((await parseImage(body, image)).size).toBe(size)
  })
})

describe('OSTree options', () => {
  const commit = 'a'.repeat(64)
  const edge = (ostree: Partial<ImageRequest['ostree']>, image_type: ApiImageType = 'edge-commit') =>
    parseImage({ distribution: 'rhel-9.6' }, { image_type, ostree: { rhsm: false, ...ostree } })

  it.each<[string, ApiImageType, Partial<ImageRequest['ostree']>, WantedImage['ostree']]>([
    ['the default ref', 'edge-commit', {}, { ref: 'rhel/9/x86_64/edge', rhsm: false }],
    [
      'empty texts as absent',
      'edge-commit',
      { ref: '', url: '', parent: '', contenturl: '' },
      { ref: 'rhel/9/x86_64/edge', rhsm: false },
    ],
    [
      'the parent commit to look up',
      'edge-commit',
      {
        ref: 'my/ref',
        url: 'https://o.example.com',
        parent: 'old/ref',
        contenturl: 'https://o.example.com',
      },
      {
        ref: 'my/ref',
        url: 'https://o.example.com',
        parent: 'old/ref',
        contentUrl: 'https://o.example.com',
        rhsm: false,
        resolve: { url: 'https://o.example.com', ref: 'old/ref' },
      },
    ],
    [
      'the ref itself as parent',
      'edge-commit',
      { url: 'https://o.example.com' },
      {
        ref: 'rhel/9/x86_64/edge',
        url: 'https://o.example.com',
        rhsm: false,
        resolve: { url: 'https://o.example.com', ref: 'rhel/9/x86_64/edge' },
      },
    ],
    [
      'a parent that is a commit',
      'edge-commit',
      { url: 'https://o.example.com', parent: commit },
      {
        ref: 'rhel/9/x86_64/edge',
        url: 'https://o.example.com',
        parent: commit,
        rhsm: false,
        resolve: { url: 'https://o.example.com', ref: commit },
      },
    ],
    [
      'the deployed ref of an installer',
      'edge-installer',
      { url: 'https://o.example.com', ref: 'my/ref', parent: 'old/ref' },
      {
        ref: 'my/ref',
        url: 'https://o.example.com',
        parent: 'old/ref',
        rhsm: false,
        resolve: { url: 'https://o.example.com', ref: 'my/ref' },
      },
    ],
  ])('give %s', async (_, type, ostree, wanted) => {
    expect((await edge(ostree, type)).ostree).toEqual(wanted)
  })

  it('leave a default URL to the program, and the commit to the worker', async () => {
    const { ostree } = await parseImage({ distribution: 'fedora-43' }, { image_type: 'iot-installer' })

    expect(ostree).toEqual({
      ref: 'fedora/43/x86_64/iot',
      rhsm: false,
    })
  })

  it.each<[string, ApiImageType, Partial<ImageRequest['ostree']>, number, string]>([
    ['a type without OSTree', 'guest-image', {}, 27, ': qcow2 is not based on OSTree'],
    [
      'a ref that is a commit',
      'edge-commit',
      { ref: commit },
      9,
      '.ref: must be the name of a ref, not a commit',
    ],
    [
      'a ref with a bad segment',
      'edge-commit',
      { ref: 'a//b' },
      9,
      '.ref: "a//b" is not a valid ref: letters, digits, "_", "." and "-", in parts between single slashes',
    ],
    [
      'a ref that starts with a dash',
      'edge-commit',
      { ref: '-a/b' },
      9,
      '.ref: "-a/b" is not a valid ref: letters, digits, "_", "." and "-", in parts between single slashes',
    ],
    [
      'a bad parent',
      'edge-commit',
      { url: 'https://o', parent: 'a b' },
      9,
      '.parent: "a b" is not a valid ref: letters, digits, "_", "." and "-", in parts between single slashes',
    ],
    ['a parent without a URL', 'edge-commit', { parent: 'a/b' }, 27, '.parent: needs url too'],
    [
      'a content URL without a URL',
      'edge-commit',
      { contenturl: 'https://c' },
      27,
      '.contenturl: needs url too',
    ],
    [
      'a subscription',
      'edge-commit',
      { url: 'https://o', rhsm: true },
      27,
      '.rhsm: is not supported for this compose; leave it out',
    ],
    [
      'content that is elsewhere',
      'edge-commit',
      { url: 'https://o', contenturl: 'https://c' },
      27,
      '.contenturl: must be the same as url, or be left out',
    ],
    ['a relative URL', 'edge-commit', { url: 'repo' }, 27, '.url: must be an absolute URL'],
    [
      'a relative content URL',
      'edge-commit',
      { url: 'https://o', contenturl: 'repo' },
      27,
      '.contenturl: must be an absolute URL',
    ],
    ['an installer without a URL', 'edge-installer', {}, 27, '.url: is needed for edge-installer'],
  ])('are refused: %s', async (_, type, ostree, number, details) => {
    await expectRefusal(() => edge(ostree, type), number, `image_request.ostree${details}`)
  })
})

describe('customizations for an image', () => {
  const directory = (path: string) => ({ path, ensure_parents: false })

  it.each<[string, ComposeRequest, number, string]>([
    [
      'a directory that must stay as it is',
      makeRequest({ customizations: { ...noMode, directories: [directory('/usr/share/a')] } }),
      35,
      'customizations.directories[0].path: /usr/share/a must not be customized',
    ],
    [
      'an account file',
      makeRequest({ customizations: { ...noMode, files: [directory('/etc/passwd')] } }),
      35,
      'customizations.files[0].path: /etc/passwd must not be customized',
    ],
    [
      'a path twice',
      makeRequest({
        customizations: { ...noMode, directories: [directory('/etc/a')], files: [directory('/etc/a')] },
      }),
      35,
      'customizations.files[0].path: /etc/a is used twice',
    ],
    [
      'a file as parent',
      makeRequest({ customizations: { ...noMode, files: [directory('/etc/a'), directory('/etc/a/b/c')] } }),
      35,
      'customizations.files[1].path: lies below /etc/a, which is a file',
    ],
    [
      'a file as parent, with a name between them',
      makeRequest({
        customizations: {
          ...noMode,
          files: ['/etc/a-b', '/etc/a/b/c', '/etc/a/b', '/etc/a'].map(directory),
        },
      }),
      35,
      'customizations.files[1].path: lies below /etc/a, which is a file',
    ],
    [
      'a directory outside /etc on an OSTree image',
      makeRequest(
        {
          distribution: 'rhel-9.6',
          blueprint: { name: 'b', customizations: { ...noMode, directories: [directory('/srv/a')] } },
        },
        { image_type: 'edge-commit' },
      ),
      35,
      'blueprint.customizations.directories[0].path: /srv/a must not be customized',
    ],
    [
      'disk beside filesystem',
      makeRequest({
        customizations: {
          ...noMode,
          disk: { partitions: [] },
          filesystem: [{ mountpoint: '/var', min_size: 1 }],
        },
      }),
      35,
      'customizations.disk: cannot be combined with filesystem',
    ],
    [
      'swap on RHEL 8 for aarch64',
      makeRequest(
        {
          distribution: 'rhel-8.10',
          customizations: { ...noMode, disk: { partitions: [{ type: 'plain', fs_type: 'swap' }] } },
        },
        { architecture: 'aarch64' },
      ),
      35,
      'customizations.disk.partitions[0]: swap is not available on RHEL 8 for aarch64',
    ],
    [
      'a simplified installer without a device',
      makeRequest(
        { distribution: 'fedora-43' },
        { image_type: 'iot-simplified-installer', ostree: { rhsm: false, url: 'https://o.example.com' } },
      ),
      35,
      'customizations.installation_device: is needed for iot-simplified-installer',
    ],
  ])('are refused: %s', async (_, body, number, details) => {
    await expectRefusal(() => parse(body), number, details)
  })

  it('are accepted where the image type merely does not support them', async () => {
    const image = await parseImage(
      {
        distribution: 'rhel-9.6',
        customizations: { ...noMode, hostname: 'a', containers: [{ source: 's' }] },
      },
      { image_type: 'edge-installer', ostree: { rhsm: false, url: 'https://o.example.com' } },
    )

    expect(image.imageType).not.toHaveProperty('containerPipeline')
  })

  it('must use an OpenSCAP profile that the catalog lists, where it lists them', async () => {
    const distributions = new Map(catalog.distributions)
    const centos = distributions.get('centos-9')
    if (centos === undefined) throw new Error('centos-9 is missing')
    distributions.set('centos-9', { ...centos, openscapProfiles: ['cis'] })
    const scan = (profile_id: string) =>
      parseComposeRequest(
        makeRequest({ customizations: { ...noMode, openscap: { profile_id } } }),
        { ...catalog, distributions },
        async (plain) => plain,
      )

    await expectRefusal(
      () => scan('stig'),
      35,
      'customizations.openscap.profile_id: stig is not available on centos-9',
    )
    expect((await scan('cis')).kind).toBe('image')
  })
})

describe('upload targets', () => {
  const s3 = { region: 'us-east-1', public: false }

  it('are the explicit ones in reverse, then the default one', async () => {
    const { targets } = await parseImage(
      {},
      {
        upload_targets: [
          { type: 'aws.s3', upload_options: { region: 'first', public: true } },
          { type: 'local', upload_options: {} },
        ],
        upload_options: s3,
      },
    )

    expect(targets).toEqual([
      { kind: 'local' },
      { kind: 'aws.s3', region: 'first', public: true },
      { kind: 'aws.s3', region: 'us-east-1', public: false },
    ])
  })

  it.each<[ApiImageType, string, object, object]>([
    [
      'aws',
      'rhel-9.6',
      { region: 'r', share_with_accounts: ['1'], snapshot_name: 'n' },
      { kind: 'aws', region: 'r', shareWithAccounts: ['1'], snapshotName: 'n' },
    ],
    ['gcp', 'rhel-9.6', { region: 'r' }, { kind: 'gcp', region: 'r' }],
    [
      'gcp',
      'rhel-9.6',
      { region: 'r', bucket: 'b', image_name: 'i', share_with_accounts: ['user:a'] },
      { kind: 'gcp', region: 'r', bucket: 'b', imageName: 'i', shareWithAccounts: ['user:a'] },
    ],
    [
      'azure',
      'rhel-9.6',
      {
        tenant_id: 't',
        subscription_id: 's',
        resource_group: 'g',
        location: 'l',
        image_name: 'i',
        hyper_v_generation: 'V2',
      },
      {
        kind: 'azure',
        tenantId: 't',
        subscriptionId: 's',
        resourceGroup: 'g',
        location: 'l',
        imageName: 'i',
        hyperVGeneration: 'V2',
      },
    ],
    ['edge-container', 'rhel-9.6', { name: 'n', tag: 't' }, { kind: 'container', name: 'n', tag: 't' }],
    ['oci', 'rhel-9.6', {}, { kind: 'oci.objectstorage' }],
    ['guest-image', 'rhel-9.6', { region: 'r', public: true }, { kind: 'aws.s3', region: 'r', public: true }],
    ['iot-container', 'fedora-43', {}, { kind: 'container' }],
  ])(
    'of top-level options for %s on %s %j are the default kind',
    async (image_type, distribution, options, target) => {
      const upload_options = options as NonNullable<ImageRequest['upload_options']>

      expect((await parseImage({ distribution }, { image_type, upload_options })).targets).toEqual([target])
    },
  )

  it.each<[string, string, NonNullable<ImageRequest['upload_options']>, object]>([
    ['no options for S3', 'guest-image', {}, { kind: 'aws.s3', region: '', public: false }],
    ['S3 options for AWS', 'aws', s3, { kind: 'aws', region: 'us-east-1', shareWithAccounts: [] }],
    ['no options for GCP', 'gcp', {}, { kind: 'gcp', region: '' }],
    [
      'S3 options for Azure',
      'azure',
      s3,
      { kind: 'azure', tenantId: '', subscriptionId: '', resourceGroup: '', hyperVGeneration: 'V1' },
    ],
    ['AWS options for OCI', 'oci', { region: 'r', share_with_accounts: [] }, { kind: 'oci.objectstorage' }],
  ])('take %s as they are', async (_, image_type, upload_options, target) => {
    const byDefault = await parseImage({}, { image_type: image_type as 'aws', upload_options })
    const { kind: type } = target as { kind: 'aws' }
    const named = await parseImage(
      {},
      { image_type: image_type as 'aws', upload_targets: [{ type, upload_options }] },
    )

    expect(byDefault.targets.at(-1)).toEqual(target)
    expect(named.targets[0]).toEqual(target)
  })

  it.each<[string, Partial<ComposeRequest>, Partial<ImageRequest>, string]>([
    ['no target', {}, { upload_targets: [] }, 'upload_options: is missing, and so are upload_targets'],
    [
      'a kind the type does not allow',
      {},
      { upload_targets: [{ type: 'gcp', upload_options: s3 }] },
      'upload_targets[0].type: guest-image cannot be uploaded to gcp',
    ],
    [
      'local for GCP',
      {},
      { image_type: 'gcp', upload_targets: [{ type: 'local', upload_options: {} }] },
      'upload_targets[0].type: gcp cannot be uploaded to local',
    ],
    [
      'any explicit kind for iot-simplified-installer',
      { distribution: 'fedora-43', customizations: { ...noMode, installation_device: '/dev/sda' } },
      { image_type: 'iot-simplified-installer', upload_targets: [{ type: 'local', upload_options: {} }] },
      'upload_targets[0].type: iot-simplified-installer cannot be uploaded to local',
    ],
  ])('are refused with 38: %s', async (_, body, image, details) => {
    const { upload_options: _unused, ...bare } = makeImageRequest()

    await expectRefusal(
      () => parse({ distribution: 'centos-9', ...body, image_request: { ...bare, ...image } }),
      38,
      `image_request.${details}`,
    )
  })
})

describe('a bootc request', () => {
  it('needs no distribution and uses no repositories', async () => {
    expect(
      await parse(
        bootcRequest({ build_reference: 'registry.example.com/build:10' }, { repositories: [repository] }),
      ),
    ).toMatchObject({
      kind: 'bootc',
      bootc: { reference: 'registry.example.com/os:10', buildReference: 'registry.example.com/build:10' },
      image: {
        architecture: 'x86_64',
        imageType: { name: 'qcow2', filename: 'disk.qcow2', exportName: 'qcow2', bootMode: 'hybrid' },
        repositories: [],
        size: 0,
      },
    })
  })

  it.each([
    ['amd64', 'x86_64'],
    ['arm64', 'aarch64'],
    ['ppc64le', 'ppc64le'],
  ])('knows the architecture %s as %s', async (architecture, canonical) => {
    expect(await parse(bootcRequest({}, { architecture }))).toMatchObject({
      image: { architecture: canonical },
    })
  })

  it.each<[ApiImageType, string, string]>([
    ['aws', 'disk.raw', 'image'],
    ['guest-image', 'disk.qcow2', 'qcow2'],
    ['vsphere', 'disk.vmdk', 'vmdk'],
    ['oci', 'disk.qcow2', 'qcow2'],
    ['vsphere-ova', 'image.ova', 'archive'],
    ['azure', 'disk.vhd', 'vpc'],
    ['gcp', 'image.tar.gz', 'gce'],
    ['pxe-tar-xz', 'pxe.tar.xz', 'xz'],
    ['bootable-container-iso', 'install.iso', 'bootiso'],
  ])('makes %s as %s from pipeline %s', async (image_type, filename, exportName) => {
    const image_request = makeImageRequest({ image_type })

    expect(await parse({ bootc: { reference: 'r' }, image_request })).toMatchObject({
      image: { imageType: { filename, exportName } },
    })
  })

  it('takes a payload for an ISO', async () => {
    const body = bootcRequest(
      { iso_payload_reference: 'registry.example.com/payload' },
      { image_type: 'bootable-container-iso' },
    )

    expect(await parse(body)).toMatchObject({ bootc: { payloadReference: 'registry.example.com/payload' } })
  })

  it.each<[string, ComposeRequest, number, string]>([
    ['an empty reference', bootcRequest({ reference: '' }), 42, 'bootc.reference: must not be empty'],
    ['koji', bootcRequest({}, {}, { koji }), 42, 'koji: cannot be combined with bootc'],
    [
      'a blueprint for a distribution',
      bootcRequest({}, {}, { blueprint: { name: 'b', distro: 'centos-9' } }),
      40,
      'blueprint.distro: a bootc compose has no distribution',
    ],
    [
      'an unknown architecture',
      bootcRequest({}, { architecture: 'vax' }),
      5,
      'image_request.architecture: unsupported architecture "vax" for bootc composes',
    ],
    [
      'an architecture called like a member of every object',
      bootcRequest({}, { architecture: 'constructor' }),
      5,
      'image_request.architecture: unsupported architecture "constructor" for bootc composes',
    ],
    [
      'an image type that containers cannot be',
      bootcRequest({}, { image_type: 'wsl' }),
      6,
      'image_request.image_type: unsupported image type "wsl" for bootc composes on "x86_64"',
    ],
    [
      'a payload for a disk',
      bootcRequest({ iso_payload_reference: 'p' }),
      46,
      'bootc.iso_payload_reference: cannot be combined with guest-image',
    ],
    [
      'OSTree options',
      bootcRequest({}, { ostree: { rhsm: false } }),
      27,
      'image_request.ostree: qcow2 is not based on OSTree',
    ],
    [
      'two images',
      { bootc: { reference: 'r' }, image_requests: [makeImageRequest(), makeImageRequest()] },
      25,
      'image_requests: must hold exactly one image, not 2',
    ],
    [
      'a target the type does not allow',
      bootcRequest({}, { upload_targets: [{ type: 'azure', upload_options: anyUpload }] }),
      38,
      'image_request.upload_targets[0].type: guest-image cannot be uploaded to azure',
    ],
    [
      'a directory that must stay as it is',
      bootcRequest(
        {},
        {},
        { customizations: { ...noMode, directories: [{ path: '/boot/a', ensure_parents: false }] } },
      ),
      35,
      'customizations.directories[0].path: /boot/a must not be customized',
    ],
  ])('is refused for %s', async (_, body, number, details) => {
    await expectRefusal(() => parse(body), number, details)
  })
})
