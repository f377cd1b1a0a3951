import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { BASE, startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import {
  buildResult,
  claimJob,
  failedResult,
  finishJob,
  manifest,
  pipelineNames,
  reportResult,
} from './finish-job.js'
import { composeRequest } from './requests.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterEach(() => composer.clear())
afterAll(() => composer.stop())

async function post(request: object = composeRequest()): Promise<string> {
  const { status, body } = await composer.post('/compose', request)
  expect(status).toBe(201)
  return body.id as string
}

async function build(result?: object, manifestResult?: object): Promise<string> {
  const id = await post()
  await finishJob(composer.queue, 'manifest-id-only', manifestResult)
  await finishJob(composer.queue, 'osbuild:x86_64', result)
  return id
}

const of = (id: string, path: string) => composer.get(`/composes/${id}/${path}`)

describe('metadata', () => {
  it('shows the request alone before the finish, with the defaults and without the secrets', async () => {
    const users = [{ name: 'core', password: 'open sesame' }]
    const subscription = {
      organization: '1',
      activation_key: 'a secret key',
      server_url: 'https://subscription.example.com',
      base_url: 'https://cdn.example.com',
      insights: true,
    }
    const id = await post(composeRequest({ customizations: { users, subscription } }))

    const { status, body, text } = await of(id, 'metadata')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      href: `${BASE}/composes/${id}/metadata`,
      id,
      kind: 'ComposeMetadata',
      request: { image_request: { size: 0, repositories: [{ rhsm: false, module_hotfixes: false }] } },
    })
    expect(Object.keys(body).sort()).toStrictEqual(['href', 'id', 'kind', 'request'])
    expect(text).not.toContain('open sesame')
    expect(text).not.toContain('a secret key')
  })

  it('shows the packages of the image after it was built, not those of the build root', async () => {
    const { body } = await of(await build(), 'metadata')

    expect(body.packages).toStrictEqual([
      { type: 'rpm', name: 'bash', version: '1', release: '2', arch: 'x86_64', sigmd5: 'md5-bash' },
      { type: 'rpm', name: 'kernel', version: '1', release: '2', arch: 'x86_64', sigmd5: 'md5-kernel' },
    ])
    expect(body.request.distribution).toBe('centos-9')
    expect(body.ostree_commit).toBeUndefined()
  })

  it('shows the commit of a build that made one', async () => {
    const commit = { 'org.osbuild.ostree.commit': { compose: { 'ostree-commit': 'cafe' } } }
    const output = { type: 'result', success: true, log: { os: [] }, metadata: { 'ostree-commit': commit } }

    const { body } = await of(await build(buildResult([], { osbuild_output: output })), 'metadata')
    expect([body.packages, body.ostree_commit]).toStrictEqual([[], 'cafe'])
  })

  it('shows the request alone after a failure', async () => {
    const { body } = await of(await build(failedResult(10, 'no')), 'metadata')

    expect(Object.keys(body).sort()).toStrictEqual(['href', 'id', 'kind', 'request'])
  })

  it('answers 1012 when a successful build has an empty log', async () => {
    const output = { type: 'result', success: true, log: {}, metadata: {} }
    const { status, body } = await of(await build(buildResult([], { osbuild_output: output })), 'metadata')

    expect([status, body.id]).toStrictEqual([500, '1012'])
  })
})

describe('logs', () => {
  it('are an empty result before the finish', async () => {
    const id = await post()

    expect((await of(id, 'logs')).body).toStrictEqual({
      href: `${BASE}/composes/${id}/logs`,
      id,
      kind: 'ComposeLogs',
      image_builds: [{ success: false, upload_status: '', host_os: '', arch: '' }],
    })
  })

  it('are the exact text that the worker posted', async () => {
    const id = await post()
    await finishJob(composer.queue, 'manifest-id-only')
    const exact = '{ "success":true, "n":12345678901234567890, "nul":"\\u0000", "osbuild_output":null }'
    await reportResult(composer.queue, await claimJob(composer.queue, 'osbuild:x86_64'), exact)

    expect((await of(id, 'logs')).text).toContain(`"image_builds":[${exact}]`)
  })

  it('show a result that did not fit its type, although the job failed by it', async () => {
    const id = await build({ success: 'perhaps', target_results: 7 })

    expect((await of(id, 'logs')).body.image_builds).toStrictEqual([
      { success: 'perhaps', target_results: 7 },
    ])
    expect((await composer.get(`/composes/${id}`)).body.status).toBe('failure')
  })
})

describe('logs of a build whose result is no object', () => {
  it.each(['5', '"x"', '[]', 'true', ' [{}]'])('say what it became: %s', async (text) => {
    const id = await post()
    await finishJob(composer.queue, 'manifest-id-only')
    await reportResult(composer.queue, await claimJob(composer.queue, 'osbuild:x86_64'), text)

    expect((await of(id, 'logs')).body.image_builds).toStrictEqual([
      { job_error: expect.objectContaining({ id: 10, details: 'it must be object,null' }) },
    ])
  })

  it('are an empty result when it is null', async () => {
    const id = await post()
    await finishJob(composer.queue, 'manifest-id-only')
    await reportResult(composer.queue, await claimJob(composer.queue, 'osbuild:x86_64'), 'null')

    expect((await of(id, 'logs')).body.image_builds).toStrictEqual([
      { success: false, upload_status: '', host_os: '', arch: '' },
    ])
  })
})

describe('manifests', () => {
  it('are null before the manifest is made', async () => {
    const { status, body } = await of(await post(), 'manifests')

    expect([status, body.manifests]).toStrictEqual([200, [null]])
  })

  it('are the exact text of the manifest as soon as it is made', async () => {
    const id = await post()
    const text = '{"error":"","data":{ "version":"2", "n":1.50, "big":12345678901234567890 },"info":{}}'
    await reportResult(composer.queue, await claimJob(composer.queue, 'manifest-id-only'), text)

    expect((await of(id, 'manifests')).text).toBe(
      `{"href":"${BASE}/composes/${id}/manifests","id":"${id}","kind":"ComposeManifests",` +
        '"manifests":[{ "version":"2", "n":1.50, "big":12345678901234567890 }]}',
    )
  })

  it('are those in the args of builds that came from elsewhere without a manifest job', async () => {
    const { composeId: id } = await composer.queue.enqueue({
      channel: '',
      kind: 'image',
      request: null,
      retentionSeconds: 3600,
      jobs: [
        {
          ref: 'build',
          type: 'osbuild:x86_64',
          role: 'build',
          args: '{"targets": [], "manifest": { "version":"2",  "n":1.50 }}',
          dependsOn: [],
        },
      ],
    })

    expect((await of(id, 'manifests')).text).toContain('"manifests":[{ "version":"2",  "n":1.50 }]')
  })

  it('answer 11 when the manifest job failed', async () => {
    const id = await post()
    await finishJob(composer.queue, 'manifest-id-only', failedResult(8, 'Error generating manifest', 'why'))

    const { status, body } = await of(id, 'manifests')
    expect([status, body.id, body.details]).toStrictEqual([
      400,
      '11',
      `job "${id}": Code: 8, Reason: Error generating manifest, Details: why`,
    ])
  })
})

describe('SBOMs', () => {
  const sboms = {
    os: { type: 'spdx', document: { spdxVersion: 'SPDX-2.3' } },
    build: { type: 'spdx', document: {} },
  }

  it('are those of the manifest result, by pipeline with their purpose', async () => {
    const id = await build(undefined, {
      data: manifest,
      error: '',
      info: { pipeline_names: pipelineNames },
      sbom_docs: sboms,
    })

    expect((await of(id, 'sboms')).body).toStrictEqual({
      href: `${BASE}/composes/${id}/sboms`,
      id,
      kind: 'ComposeSBOMs',
      items: [
        [
          { pipeline_name: 'build', pipeline_purpose: 'buildroot', sbom_type: 'spdx', sbom: {} },
          {
            pipeline_name: 'os',
            pipeline_purpose: 'image',
            sbom_type: 'spdx',
            sbom: { spdxVersion: 'SPDX-2.3' },
          },
        ],
      ],
    })
  })

  it.each<[string, () => Promise<string>]>([
    ['the build is not finished', () => post()],
    ['no job reported one', () => build()],
    [
      'one belongs to a pipeline that the build does not have',
      () =>
        build(undefined, {
          data: manifest,
          error: '',
          info: {},
          sbom_docs: { odd: { type: 'spdx', document: {} } },
        }),
    ],
  ])('answer 15 with details when %s', async (_, make) => {
    const { status, body } = await of(await make(), 'sboms')

    expect([status, body.id]).toStrictEqual([404, '15'])
    expect(body.details).not.toBe('')
  })
})
