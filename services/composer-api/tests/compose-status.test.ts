import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { buildResult, claimJob, failedResult, finishJob, localTarget } from './finish-job.js'
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
    expect(done.image_status.upload_status.options.artifact_path).toContain(`${id}/disk.qcow2`)
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
