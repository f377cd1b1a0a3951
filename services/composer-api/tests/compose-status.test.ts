import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { buildResult, claimJob, failedResult, finishJob, localTarget, reportResult } from './finish-job.js'
import { bootcRequest, composeRequest } from './requests.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterEach(() => composer.clear())
afterAll(() => composer.stop())

async function post(request: object): Promise<string> {
  const { status, body } = await composer.post('/compose', request)
  expect(status).toBe(201)
  return body.id as string
}

async function statusOf(id: string) {
  const { status, body } = await composer.get(`/composes/${id}`)
  expect(status).toBe(200)
  return body
}

describe('a plain compose over its life', () => {
  it('goes from pending over building with progress to success with its upload', async () => {
    const id = await post(composeRequest())
    expect(await statusOf(id)).toStrictEqual({
      href: `/api/image-builder-composer/v2/composes/${id}`,
      id,
      kind: 'ComposeStatus',
      status: 'pending',
      image_status: { status: 'pending' },
    })

    await finishJob(composer.queue, 'manifest-id-only')
    expect((await statusOf(id)).image_status).toStrictEqual({ status: 'pending' })

    const build = await claimJob(composer.queue, 'osbuild:x86_64')
    const progress = { done: 2, total: 5, subprogress: { done: 7, total: 31 } }
    await composer.queue.reportProgress(build.token, '', progress)
    expect(await statusOf(id)).toMatchObject({
      status: 'pending',
      image_status: { status: 'building', progress },
    })

    await composer.queue.unclaim(build.token)
    await finishJob(composer.queue, 'osbuild:x86_64')
    const done = await statusOf(id)
    expect(done).toMatchObject({
      status: 'success',
      image_status: { status: 'success', upload_status: { type: 'local', status: 'success' } },
    })
    expect(done.image_status.progress).toBeUndefined()
    expect(done.image_status.upload_status.options.artifact_path).toContain(`${build.id}/disk.qcow2`)
    expect(done.image_status.upload_statuses).toStrictEqual([done.image_status.upload_status])
  })

  it('fails with the chain of errors below a dependency error', async () => {
    const id = await post(composeRequest())
    const error = { id: 8, reason: 'Error generating manifest', details: 'no such package' }
    await finishJob(composer.queue, 'manifest-id-only', {
      ...failedResult(8, error.reason, error.details),
      error: '',
    })
    await finishJob(composer.queue, 'osbuild:x86_64', failedResult(9, 'Manifest dependency failed'))

    expect(await statusOf(id)).toMatchObject({
      status: 'failure',
      image_status: {
        status: 'failure',
        error: { id: 9, reason: 'Manifest dependency failed', details: [error] },
      },
    })
  })

  it('tells each target of a build its own truth', async () => {
    const id = await post(composeRequest())
    const error = { id: 11, reason: 'no access', details: 'bucket' }
    const targets = [localTarget, { name: 'org.osbuild.aws.s3', options: null, target_error: error }]
    await finishJob(composer.queue, 'manifest-id-only')
    await finishJob(
      composer.queue,
      'osbuild:x86_64',
      buildResult(targets, { success: false, upload_status: 'failure' }),
    )

    const { status, image_status: image } = await statusOf(id)
    expect([status, image.status, image.error.id]).toStrictEqual(['failure', 'failure', 28])
    expect(image.error.details).toStrictEqual([
      { id: 11, reason: 'no access', details: 'org.osbuild.aws.s3' },
    ])
    expect(image.upload_statuses).toMatchObject([
      { type: 'local', status: 'success' },
      { type: 'aws.s3', status: 'failure', options: { url: '' }, error },
    ])
  })

  it('is a failure without an error when it was cancelled while it ran', async () => {
    const id = await post(composeRequest())
    await finishJob(composer.queue, 'manifest-id-only')
    await claimJob(composer.queue, 'osbuild:x86_64')
    await composer.queue.cancelGraph(id, '')

    expect(await statusOf(id)).toMatchObject({ status: 'failure', image_status: { status: 'failure' } })
    expect((await statusOf(id)).image_status).toStrictEqual({ status: 'failure' })
  })

  it('is a failure with error 27 when its workers went silent', async () => {
    const id = await post(composeRequest())
    await finishJob(composer.queue, 'manifest-id-only')
    await finishJob(
      composer.queue,
      'osbuild:x86_64',
      failedResult(27, 'Workers running this job stopped responding'),
    )

    expect(await statusOf(id)).toMatchObject({ status: 'failure', image_status: { error: { id: 27 } } })
  })

  it('is a failure with error 10 when its worker reported nothing', async () => {
    const id = await post(composeRequest())
    await finishJob(composer.queue, 'manifest-id-only')
    await finishJob(composer.queue, 'osbuild:x86_64', {})

    expect((await statusOf(id)).image_status.error).toStrictEqual({ id: 10, reason: 'osbuild build failed' })
  })

  it('is a failure when its worker tells of a target that the API cannot show', async () => {
    const id = await post(composeRequest())
    await finishJob(composer.queue, 'manifest-id-only')
    await finishJob(
      composer.queue,
      'osbuild:x86_64',
      buildResult([{ name: 'org.osbuild.pulp.ostree', options: {} }]),
    )

    const { status, image_status: image } = await statusOf(id)
    expect([status, image.error.id]).toStrictEqual(['failure', 10])
    expect(image.error.details).toMatch(/^target_results\[0\]\.name must be /)
  })
})

describe('a bootc compose', () => {
  it('is built like a plain one, from a manifest of its container', async () => {
    const id = await post(bootcRequest())
    const manifest = await finishJob(composer.queue, 'manifest-id-only')
    expect(JSON.parse(manifest.args).Args.Bootc.Reference).toBe('quay.io/centos-bootc/centos-bootc:stream10')
    await finishJob(composer.queue, 'osbuild:x86_64')

    expect(await statusOf(id)).toMatchObject({ status: 'success', image_status: { status: 'success' } })
    expect((await composer.get(`/composes/${id}/manifests`)).body.manifests).toHaveLength(1)
    expect((await composer.get(`/composes/${id}/metadata`)).body.request.bootc).toBeDefined()
  })
})

describe('a compose whose packages the workers solve', () => {
  /** What a maker asks for while it makes the manifest. */
  async function solve() {
    const manifest = await claimJob(composer.queue, 'manifest-id-only')
    const child = {
      channel: '',
      parentTypes: ['manifest-id-only'],
      type: 'depsolve',
      role: 'solve',
      args: '{}',
    }
    await composer.queue.enqueueChild({ token: manifest.token, ...child })
    return manifest
  }
  const age = () => composer.database.db.raw(`UPDATE jobs SET ready_at = ready_at - interval '1 minute'`)
  const awaited = (document: { waiting_for?: { job_type: string; architecture?: string }[] }) =>
    document.waiting_for?.map(({ job_type: type, architecture = '' }) => [type, architecture])

  it('says what it waits for', async () => {
    const id = await post(composeRequest())
    await age()
    expect(awaited(await statusOf(id))).toStrictEqual([['manifest-id-only', '']])

    const manifest = await solve()
    await age()
    expect(awaited(await statusOf(id))).toStrictEqual([['depsolve', '']])
    const { body: list } = await composer.get('/composes/')
    expect(list.items.map(awaited)).toStrictEqual([[['depsolve', '']]])

    await finishJob(composer.queue, 'depsolve', { transactions: {} })
    expect(awaited(await statusOf(id))).toBeUndefined()
    await reportResult(composer.queue, manifest, JSON.stringify({ data: {}, info: {}, error: '' }))
    await age()
    expect(awaited(await statusOf(id))).toStrictEqual([['osbuild', 'x86_64']])
  })

  it('tells the solver’s words when they cannot be solved', async () => {
    const id = await post(composeRequest())
    const manifest = await solve()
    const error = {
      id: 20,
      reason: 'DNF error occurred: DepsolveError',
      details: 'missing packages: vim-nox',
    }
    await finishJob(composer.queue, 'depsolve', { job_error: error })
    const reason = 'Error in depsolve job dependency input, bad package set requested'
    await reportResult(composer.queue, manifest, JSON.stringify(failedResult(5, reason, [error])))
    await finishJob(composer.queue, 'osbuild:x86_64', failedResult(9, 'Manifest dependency failed'))

    expect((await statusOf(id)).image_status).toStrictEqual({
      status: 'failure',
      error: {
        id: 9,
        reason: 'Manifest dependency failed',
        details: [{ id: 5, reason, details: [error] }],
      },
    })
  })
})

describe('a compose that the release before planned', () => {
  it('ends well and shows everything', async () => {
    const names = { build: ['build'], payload: ['os', 'image'] }
    const ids = [1, 2].map((n) => `01900000-0000-7000-8000-00000000000${n}`)
    const none = [false, false]
    await composer.database.db.raw(
      `SELECT * FROM enqueue_graph(:root::uuid, '', 'image', :request, NULL, NULL, NULL, interval '1 hour',
         :ids::uuid[], :types::text[], :args::text[], :none::boolean[], :none::boolean[],
         ARRAY[:root::uuid], ARRAY[0], ARRAY[:manifest::uuid], ARRAY[NULL::text])`,
      {
        root: ids[1] ?? '',
        manifest: ids[0] ?? '',
        request: JSON.stringify(composeRequest()),
        ids,
        types: ['image-builder-manifest', 'osbuild:x86_64'],
        args: ['{}', '{"targets":[]}'],
        none,
      },
    )
    const id = ids[1] ?? ''
    const sbom = { type: 'spdx', document: { name: 'sbom' } }
    await finishJob(composer.queue, 'image-builder-manifest', {
      data: { version: '2' },
      info: { pipeline_names: names },
      error: '',
      sbom_docs: { os: sbom },
    })
    await finishJob(composer.queue, 'osbuild:x86_64')

    expect(await statusOf(id)).toMatchObject({ status: 'success', image_status: { status: 'success' } })
    const part = async (name: string) => (await composer.get(`/composes/${id}/${name}`)).body
    expect(await part('manifests')).toMatchObject({ manifests: [{ version: '2' }] })
    expect(await part('sboms')).toMatchObject({ items: [[{ pipeline_name: 'os', sbom: sbom.document }]] })
    expect(await part('metadata')).toMatchObject({ packages: [{ name: 'bash' }, { name: 'kernel' }] })
    expect(await part('logs')).toMatchObject({ image_builds: [{ success: true }] })
  })
})
