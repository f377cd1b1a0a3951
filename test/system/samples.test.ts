import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { demoArtifact, startDemoMaker, startDemoWorker, type DemoWorker } from '@composer/dev-stack'
import type { Answer } from './call.js'
import { depsolveRequest, searchRequest } from './compose-requests.js'
import { follow } from './follow.js'
import { startSystem, type System } from './start-system.js'

interface Sample {
  name: string
  request: {
    koji?: unknown
    image_request?: { architecture: string; image_type: string }
    image_requests?: { architecture: string }[]
    customizations?: { packages?: string[]; hostname?: string }
    blueprint?: { packages?: { name: string }[]; containers?: unknown[] }
    ostree?: object
  }
}

/** Every request of these folders: a new sample is tested without being named here. */
const samples = ['../../samples/', '../../services/composer-api/tests/sample-requests/'].flatMap((folder) => {
  const url = new URL(folder, import.meta.url)
  return readdirSync(url)
    .filter((file) => file.endsWith('.json') && file !== 'depsolve.json')
    .map((file): Sample => ({
      name: `${folder.split('/').at(-2)}/${file}`,
      request: JSON.parse(readFileSync(new URL(file, url), 'utf8')) as Sample['request'],
    }))
})

let system: System
let workers: DemoWorker[]
let maker: ReturnType<typeof startDemoMaker>
/** Compose ids by the name of the sample. */
const ids = new Map<string, string>()

beforeAll(async () => {
  system = await startSystem({ MANIFESTS: 'maker' })
  const options = {
    api: { url: system.publicUrls.worker },
    workMs: 0,
    heartbeatMs: 15_000,
    log: { info() {}, warn() {} },
  }
  workers = ['x86_64', 'aarch64'].map((arch) => startDemoWorker({ ...options, arch }))
  maker = startDemoMaker(options)
  for (const { name, request } of samples) {
    const { status, body } = await system.call('composer', 'POST', '/compose', { body: request })
    expect([name, status]).toStrictEqual([name, 201])
    ids.set(name, body.id)
  }
})
afterAll(async () => {
  await Promise.all([maker, ...workers].map((one) => one.stop()))
  await system.stop()
})

const get = (path: string) => system.call('composer', 'GET', path)
const wantedPackages = ({ customizations, blueprint }: Sample['request']) => [
  ...(customizations?.packages ?? []),
  ...(blueprint?.packages ?? []).map(({ name }) => name),
]

/** What the logs say of the artifact of a build: demo workers write its digest into the last line. */
const digestIn = (log: unknown) => /sha256 ([0-9a-f]{64}), (\d+) bytes/.exec(JSON.stringify(log))

describe.each(samples)('the sample $name', ({ name, request }) => {
  const images = request.image_requests ?? [request.image_request]
  const id = () => ids.get(name) ?? ''
  const part = async (path: string): Promise<Answer> => get(`/composes/${id()}${path}`)

  beforeAll(async () => {
    await follow(() => part(''))
  })

  it('reaches success', async () => {
    const { body } = await part('')

    expect(body).toMatchObject({ id: id(), status: 'success', image_status: { status: 'success' } })
    expect(
      (body.image_statuses ?? [body.image_status]).map(({ status }: { status: string }) => status),
    ).toStrictEqual(images.map(() => 'success'))
  })

  it('has the log of each build, of the architecture that was asked for', async () => {
    const { status, body } = await part('/logs')

    expect(status).toBe(200)
    expect(body.image_builds.map(({ arch }: { arch: string }) => arch)).toStrictEqual(
      images.map((image) => image?.architecture),
    )
    for (const log of body.image_builds) expect(digestIn(log)).not.toBeNull()
  })

  it('has a manifest for each image, with the wanted packages in it', async () => {
    const { status, body } = await part('/manifests')

    expect(status).toBe(200)
    expect(body.manifests).toHaveLength(images.length)
    for (const manifest of body.manifests) {
      const installed = manifest.metadata['org.osbuild.demo'].packages.os.map(
        (one: { name: string }) => one.name,
      )
      expect(installed).toStrictEqual(expect.arrayContaining([...wantedPackages(request), 'kernel']))
      if (request.customizations?.hostname !== undefined)
        expect(JSON.stringify(manifest)).toContain(`"hostname":"${request.customizations.hostname}"`)
    }
  })

  it('has the SBOMs of the build root and of the system', async () => {
    const { status, body } = await part('/sboms')

    expect(status).toBe(200)
    expect(body.items).toHaveLength(images.length)
    for (const [buildRoot, payload] of body.items) {
      expect([buildRoot.pipeline_name, buildRoot.pipeline_purpose]).toStrictEqual(['build', 'buildroot'])
      expect([payload.pipeline_name, payload.pipeline_purpose]).toStrictEqual(['os', 'image'])
      const listed = payload.sbom.packages.map((one: { name: string }) => one.name)
      expect(listed).toStrictEqual(expect.arrayContaining([...wantedPackages(request), 'kernel']))
    }
  })
})

const plain = samples.filter(({ request }) => !request.koji)
const only = (names: RegExp) => plain.filter(({ name }) => names.test(name))

describe('metadata', () => {
  it.each(plain)('of $name holds the request and the packages of the image', async ({ name, request }) => {
    const { status, body } = await get(`/composes/${ids.get(name)}/metadata`)

    expect(status).toBe(200)
    const { customizations, ...others } = request
    expect(body.request).toMatchObject(others)
    expect(body.request.customizations?.packages).toStrictEqual(customizations?.packages)
    const names = body.packages.map((one: { name: string }) => one.name)
    expect(names).toStrictEqual(expect.arrayContaining([...wantedPackages(request), 'kernel']))
  })

  it.each(only(/edge-commit/))('of $name names the commit', async ({ name }) => {
    const { body: metadata } = await get(`/composes/${ids.get(name)}/metadata`)
    const { body: logs } = await get(`/composes/${ids.get(name)}/logs`)

    const { compose } =
      logs.image_builds[0].osbuild_output.metadata['ostree-commit']['org.osbuild.ostree.commit']
    expect(metadata.ostree_commit).toBe(compose['ostree-commit'])
  })
})

describe('the file', () => {
  const local = only(/blueprint\.json|bootc|local|samples\/guest/).filter(({ name }) => !name.includes('gcp'))

  it.each(local)('of $name comes as it was uploaded, whole and in parts', async ({ name }) => {
    const id = ids.get(name) ?? ''
    const { status, bytes, headers } = await get(`/composes/${id}/download`)

    expect(status).toBe(200)
    expect(headers['content-length']).toBe(String(bytes.length))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    // The path has the id of the job that made the file, which follows from that.
    const { body: compose } = await get(`/composes/${id}`)
    const path: string = compose.image_status.upload_status.options.artifact_path
    expect(sha256).toBe(demoArtifact(path.split('/').at(-2) ?? '', bytes.length).sha256)
    const { body: logs } = await get(`/composes/${id}/logs`)
    expect(digestIn(logs)?.slice(1)).toStrictEqual([sha256, String(bytes.length)])

    const range = { headers: { Range: 'bytes=1000-1999' } }
    const some = await system.call('composer', 'GET', `/composes/${id}/download`, range)
    expect(some.status).toBe(206)
    expect(some.bytes.equals(bytes.subarray(1000, 2000))).toBe(true)
  })

  it.each(samples.filter((sample) => !local.includes(sample)))(
    'of $name is not here: it was uploaded elsewhere',
    async ({ name, request }) => {
      const { status, body } = await get(`/composes/${ids.get(name)}/download`)

      expect([status, body.id]).toStrictEqual(request.koji ? [404, '26'] : [400, '1022'])
    },
  )
})

describe('the upload status', () => {
  it.each([
    ['samples/guest-image.json', 'local', { artifact_path: expect.stringMatching(/disk\.qcow2$/) }],
    ['samples/blueprint.json', 'local', { artifact_path: expect.stringMatching(/disk\.qcow2$/) }],
    ['sample-requests/bootc.json', 'local', { artifact_path: expect.stringMatching(/disk\.qcow2$/) }],
    ['samples/aws.json', 'aws', { ami: expect.stringMatching(/^ami-/), region: 'eu-west-1' }],
    ['sample-requests/aws.json', 'aws', { ami: expect.stringMatching(/^ami-/), region: 'eu-central-1' }],
    ['sample-requests/guest-image.json', 'aws.s3', { url: expect.stringContaining('us-east-1') }],
    ['sample-requests/edge-commit.json', 'aws.s3', { url: expect.stringContaining('us-east-2') }],
    [
      'sample-requests/gcp-blueprint.json',
      'gcp',
      { image_name: expect.any(String), project_id: 'demo-project' },
    ],
  ])('of %s says where in %s the image is', async (name, type, options) => {
    const { body } = await get(`/composes/${ids.get(name)}`)

    expect(body.image_status.upload_status).toStrictEqual({ type, status: 'success', options })
    expect(body.image_status.upload_statuses).toStrictEqual([body.image_status.upload_status])
  })

  it.each(samples.filter(({ request }) => request.koji))(
    'of $name is the build in Koji',
    async ({ name }) => {
      const { body } = await get(`/composes/${ids.get(name)}`)

      expect(body.koji_status).toStrictEqual({ build_id: expect.any(Number) })
    },
  )
})

describe('a clone of an AWS image', () => {
  const clone = async (composeId: string, body: object) => {
    const posted = await system.call('composer', 'POST', `/composes/${composeId}/clone`, { body })
    expect(posted.status).toBe(201)
    return (await follow(() => get(`/clones/${posted.body.id}`))).body
  }

  it('is another image in the region that was asked for, and is reused', async () => {
    const id = ids.get('samples/aws.json') ?? ''
    const { ami } = (await get(`/composes/${id}`)).body.image_status.upload_status.options

    const copy = await clone(id, { region: 'us-west-1' })
    const again = await clone(id, { region: 'us-west-1', share_with_accounts: ['098765432109'] })

    expect(copy).toMatchObject({ status: 'success', type: 'aws', options: { region: 'us-west-1' } })
    expect(copy.options.ami).not.toBe(ami)
    expect(again).toMatchObject({ status: 'success', options: copy.options })
  })
})

describe('what is asked for while the caller waits', () => {
  it('is a solved blueprint, with the packages that were asked for', async () => {
    const { status, body } = await system.call('composer', 'POST', '/depsolve/blueprint', {
      body: depsolveRequest,
    })

    expect(status).toBe(200)
    const solved = body.packages.map((one: { name: string }) => one.name)
    expect(solved).toStrictEqual(expect.arrayContaining(['nginx', 'bash']))
  })

  it('is what a search finds', async () => {
    const body = { ...searchRequest, packages: ['nginx*'] }
    const answer = await system.call('composer', 'POST', '/search/packages', { body })

    expect(answer.status).toBe(200)
    expect(answer.body.packages.map((one: { name: string }) => one.name)).toStrictEqual([
      'nginx',
      'nginx-core',
    ])
  })
})

describe('the list', () => {
  it('has every sample as a success, the newest first', async () => {
    const { body } = await get('/composes/?size=100')

    expect(body.items.map(({ id, status }: { id: string; status: string }) => [id, status])).toStrictEqual(
      [...ids.values()].reverse().map((id) => [id, 'success']),
    )
  })
})
