import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import {
  awsImage,
  bootcRequest,
  composeRequest,
  imageRequest,
  koji,
  kojiRequest,
  repository,
} from './requests.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterAll(() => composer.stop())

/** title, request, error number, HTTP status, what details must name */
type Row = [title: string, request: unknown, number: number, status: number, names: string]

const image = (overrides: object) => composeRequest({}, overrides)
const customized = (customizations: object) => composeRequest({ customizations })
const blueprint = (overrides: object) => composeRequest({ blueprint: { name: 'b', ...overrides } })
const mode = (partitioning_mode: string) => customized({ partitioning_mode })

const composeRows: Row[] = [
  ['an empty body', '', 30, 400, 'body'],
  ['JSON that ends early', '{"distribution":', 30, 400, 'body'],
  ...[50_000, 100_000, 7_000_000].map((length): Row => [
    `a host name of ${length} characters`,
    customized({ hostname: 'a'.repeat(length) }),
    30,
    400,
    'hostname',
  ]),
  [
    'a size with 50 KB of spaces',
    blueprint({ customizations: { filesystem: [{ mountpoint: '/', minsize: `1${' '.repeat(50_000)}!` }] } }),
    30,
    400,
    'minsize',
  ],
  [
    'a mount point of 50,000 folders',
    customized({ filesystem: [{ mountpoint: '/a'.repeat(50_000), min_size: 1 }] }),
    30,
    400,
    'mountpoint',
  ],
  ['a path of 50,000 folders', customized({ files: [{ path: '/a'.repeat(50_000) }] }), 30, 400, 'path'],
  [
    '1,000 users',
    customized({ users: Array.from({ length: 1000 }, (_, n) => ({ name: `u${n}`, password: 'p' })) }),
    30,
    400,
    'users',
  ],
  ...[5000, 10_000, 25_000].map((count): Row => [
    `${count} images`,
    kojiRequest(Array.from({ length: count }, () => ({}))),
    30,
    400,
    'image_requests',
  ]),
  [
    '100,000 packages',
    customized({ packages: Array.from({ length: 100_000 }, () => 'tmux') }),
    30,
    400,
    'packages',
  ],
  [
    '500,000 packages',
    customized({ packages: Array.from({ length: 500_000 }, () => 'tmux') }),
    30,
    400,
    'body has an error: it has more than 500000 values',
  ],
  ['an unknown member', composeRequest({ surprise: 1 }), 30, 400, 'surprise'],
  ['a member of the wrong type', composeRequest({ distribution: 9 }), 30, 400, 'distribution'],
  ['an unknown image type name', image({ image_type: 'floppy' }), 30, 400, 'image_type'],
  ['no repositories', image({ repositories: undefined }), 30, 400, 'repositories'],
  [
    'blueprint and customizations',
    composeRequest({ blueprint: { name: 'b' }, customizations: {} }),
    30,
    400,
    'customizations',
  ],
  [
    'upload options of two providers',
    image({ ...awsImage, upload_options: { region: 'r', tenant_id: 't' } }),
    30,
    400,
    'upload_options',
  ],
  ['a negative size', image({ size: -1 }), 20, 400, 'size'],
  ['a fractional size', image({ size: 1.5 }), 20, 400, 'size'],
  ['a textual size', image({ size: '4 GiB' }), 20, 400, 'size'],
  ['a blueprint id that is no UUID', composeRequest({ blueprint_id: 'x' }), 20, 400, 'blueprint_id'],
  ['distribution and bootc', bootcRequest({ distribution: 'centos-9' }), 43, 400, 'bootc'],
  ['neither distribution nor bootc', composeRequest({ distribution: undefined }), 44, 400, 'distribution'],
  ['an unknown distribution', composeRequest({ distribution: 'plan-9' }), 4, 400, 'plan-9'],
  ['an unknown architecture', image({ architecture: 'vax' }), 5, 400, 'vax'],
  ['an image type the distribution lacks', image({ image_type: 'iot-commit' }), 6, 400, 'iot-commit'],
  [
    'a repository without an address',
    image({ repositories: [{ check_gpg: false }] }),
    7,
    400,
    'repositories',
  ],
  [
    'a checked repository without a key',
    image({ repositories: [{ ...repository, check_gpg: true }] }),
    29,
    400,
    'repositories',
  ],
  ['no image', composeRequest({ image_request: undefined }), 25, 400, 'image_request'],
  [
    'an empty list of images',
    composeRequest({ image_request: undefined, image_requests: [] }),
    25,
    400,
    'image_request',
  ],
  [
    'image_request and image_requests',
    composeRequest({ image_requests: [imageRequest()] }),
    25,
    400,
    'image_request',
  ],
  [
    'two images without koji',
    composeRequest({ image_request: undefined, image_requests: [imageRequest(), imageRequest()] }),
    25,
    400,
    'image_request',
  ],
  [
    'contenturl without url',
    image({ image_type: 'edge-commit', ostree: { contenturl: 'https://e.com' } }),
    27,
    400,
    'contenturl',
  ],
  [
    'an ostree ref that is a commit',
    image({ image_type: 'edge-commit', ostree: { ref: 'a'.repeat(64) } }),
    9,
    400,
    'ostree.ref',
  ],
  [
    'a mount point that is none',
    customized({ filesystem: [{ mountpoint: '/etc', min_size: 1024 }] }),
    35,
    400,
    'filesystem',
  ],
  ['a size beyond 64 bits', image({ size: 1e30 }), 20, 400, 'size'],
  [
    'a target that the image type does not allow',
    image({ upload_targets: [{ type: 'gcp', upload_options: { region: 'r' } }] }),
    38,
    400,
    'gcp',
  ],
  ['no target', image({ upload_targets: undefined }), 38, 400, 'upload'],
  [
    'a relative directory',
    customized({ directories: [{ path: 'etc/x' }] }),
    35,
    400,
    'customizations.directories[0].path',
  ],
  [
    'a file mode that is none',
    customized({ files: [{ path: '/etc/x', mode: '999' }] }),
    35,
    400,
    'customizations.files[0].mode',
  ],
  ['an unknown partitioning mode', mode('diagonal'), 30, 400, 'partitioning_mode'],
  ['a blueprint without a name', blueprint({ name: '', packages: [{ name: 'bash' }] }), 35, 400, 'name'],
  ['a blueprint version that is none', blueprint({ version: 'new' }), 35, 400, 'version'],
  ['a blueprint for another distribution', blueprint({ distro: 'fedora-43' }), 40, 400, 'distro'],
  ['a negative koji task', kojiRequest([{}], { koji: { ...koji, task_id: -1 } }), 42, 400, 'task_id'],
  ['koji with bootc', bootcRequest({ koji }), 42, 400, 'koji'],
  [
    'an iso payload for another image type',
    bootcRequest({ bootc: { reference: 'r', iso_payload_reference: 'p' } }),
    46,
    400,
    'iso_payload_reference',
  ],
  [
    'bootable-container-iso without bootc',
    image({ image_type: 'bootable-container-iso' }),
    47,
    400,
    'bootable-container-iso',
  ],
]

describe('POST /compose refuses', () => {
  it.each(composeRows)('%s', async (_, request, number, status, names) => {
    await expectRefusal('POST', '/compose', request, { number, status, names })
  })

  it.each<[string, string | undefined, number, number]>([
    ['no content type', undefined, 30, 400],
    ['a content type that is not JSON', 'text/plain', 30, 400],
    ['a content type with a parameter', 'application/json; charset=utf-8', 3, 415],
  ])('%s', async (_, type, number, status) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'Content-Type': type }
    const body = new Blob([JSON.stringify(composeRequest())])
    const response = await fetch(`${composer.publicUrl}/api/image-builder-composer/v2/compose`, {
      method: 'POST',
      headers,
      body,
    })

    expect([response.status, ((await response.json()) as { id: string }).id]).toStrictEqual([
      status,
      String(number),
    ])
  })
})

const place = { distribution: 'centos-9', architecture: 'x86_64', repositories: [repository] }
const packages = ['bash']

const otherRows: [string, string, ...Row][] = [
  ['POST', '/depsolve/blueprint', 'an empty body', '', 30, 400, 'body'],
  [
    'POST',
    '/depsolve/blueprint',
    'a blueprint for another distribution',
    { ...place, blueprint: { name: 'b', distro: 'fedora-43' } },
    40,
    400,
    'distro',
  ],
  [
    'POST',
    '/depsolve/blueprint',
    'an unknown distribution',
    { ...place, distribution: 'plan-9', blueprint: { name: 'b' } },
    4,
    400,
    'plan-9',
  ],
  [
    'POST',
    '/depsolve/blueprint',
    'an unknown architecture',
    { ...place, architecture: 'vax', blueprint: { name: 'b' } },
    5,
    400,
    'vax',
  ],
  [
    'POST',
    '/depsolve/blueprint',
    'a repository without an address',
    { ...place, repositories: [{}], blueprint: { name: 'b' } },
    7,
    400,
    'repositories',
  ],
  [
    'POST',
    '/depsolve/blueprint',
    'an image type the distribution lacks',
    { ...place, image_type: 'iot-commit', blueprint: { name: 'b' } },
    6,
    400,
    'iot-commit',
  ],
  ['POST', '/search/packages', 'an empty body', '', 30, 400, 'body'],
  [
    'POST',
    '/search/packages',
    'an unknown distribution',
    { ...place, packages, distribution: 'plan-9' },
    4,
    400,
    'plan-9',
  ],
  [
    'POST',
    '/search/packages',
    'an unknown architecture',
    { ...place, packages, architecture: 'vax' },
    5,
    400,
    'vax',
  ],
  [
    'POST',
    '/search/packages',
    'a checked repository without a key',
    { ...place, packages, repositories: [{ ...repository, check_gpg: true }] },
    29,
    400,
    'repositories',
  ],
  ['GET', '/composes/abcdef', 'a bad id', undefined, 42, 400, 'parameter id'],
  [
    'GET',
    '/composes/0b1c2d3e-4f50-4172-8394-a5b6c7d8e9f0',
    'an unknown id',
    undefined,
    15,
    404,
    'job does not exist',
  ],
  ['GET', '/clones/abcdef', 'a bad id', undefined, 42, 400, 'parameter id'],
  ['GET', '/distributions/plan-9', 'an unknown distribution', undefined, 4, 404, 'plan-9'],
  ['GET', '/errors/x', 'an id that is no integer', undefined, 16, 400, 'x'],
  ['GET', '/errors/12', 'an unknown error', undefined, 17, 404, '12'],
  ['GET', '/errors/10002', 'the error that stands for none', undefined, 17, 404, '10002'],
  ['GET', '/errors?page=x', 'a page that is no integer', undefined, 18, 400, 'page'],
  ['GET', '/errors?size=x', 'a size that is no integer', undefined, 19, 400, 'size'],
  ['GET', '/errors?page=', 'an empty page', undefined, 30, 400, 'page'],
  ['GET', '/nothing', 'an unknown route', undefined, 21, 404, 'no matching operation was found'],
  ['POST', '/openapi', 'a method the route lacks', undefined, 21, 404, 'method not allowed'],
]

describe('the API refuses', () => {
  it.each(otherRows)('at %s %s: %s', async (method, path, _, request, number, status, names) => {
    await expectRefusal(method, path, request, { number, status, names })
  })
})

async function expectRefusal(
  method: string,
  path: string,
  request: unknown,
  expected: { number: number; status: number; names: string },
): Promise<void> {
  const { status, body } = await composer.call(method, path, request === undefined ? {} : { body: request })
  expect([status, body.id]).toStrictEqual([expected.status, String(expected.number)])
  const listed = (await composer.get(`/errors/${expected.number}`)).body
  expect(body).toMatchObject({ kind: 'Error', code: listed.code, reason: listed.reason, href: listed.href })
  expect(body.operation_id).toMatch(/^[0-9A-Za-z]{27}$/)
  expect(body.details).toContain(expected.names)
}
