import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { buildResult, failedResult, finishJob } from './finish-job.js'
import { kojiRequest } from './requests.js'

let composer: TestComposer

beforeAll(async () => {
  composer = await startComposer()
})
afterEach(() => composer.clear())
afterAll(() => composer.stop())

const kojiTarget = {
  name: 'org.osbuild.koji',
  options: { image: { filename: 'i', checksum_type: 'md5', checksum: 'aa', size: 1 } },
  osbuild_artifact: { export_filename: 'disk.qcow2', export_name: 'qcow2' },
}
const built = buildResult([kojiTarget])

async function post(images: object[] = [{}]): Promise<string> {
  const { status, body } = await composer.post('/compose', kojiRequest(images))
  expect(status).toBe(201)
  return body.id as string
}

async function statusOf(id: string) {
  const { status, body } = await composer.get(`/composes/${id}`)
  expect(status).toBe(200)
  return body
}

const finish = (type: string, result?: object) => finishJob(composer.queue, type, result)
const values = (document: { image_statuses: { status: string }[] }) =>
  document.image_statuses.map(({ status }) => status)

describe('a koji compose', () => {
  it('builds every image, imports them and then succeeds', async () => {
    const id = await post([{}, { architecture: 'aarch64' }])
    expect(await statusOf(id)).toMatchObject({ status: 'pending', koji_status: {} })

    await finish('koji-init')
    expect((await statusOf(id)).koji_status).toStrictEqual({ build_id: 7 })

    await finish('manifest-id-only')
    await finish('manifest-id-only')
    const child = await finish('osbuild:x86_64', built)
    expect(values(await statusOf(id))).toStrictEqual(['success', 'pending'])
    await finish('osbuild:aarch64', built)
    expect(await statusOf(id)).toMatchObject({ status: 'pending', image_status: { status: 'success' } })

    await finish('koji-finalize')
    const done = await statusOf(id)
    expect([done.status, ...values(done)]).toStrictEqual(['success', 'success', 'success'])
    expect(done.image_status.upload_status).toBeUndefined()
    expect(await statusOf(child.id)).toMatchObject({ id: child.id, status: 'success' })
  })

  it('fails without an error on its images when koji-init failed before they ran', async () => {
    const id = await post()
    await finish('koji-init', failedResult(15, 'no such tag'))

    const { image_statuses: images } = await statusOf(id)
    expect(images).toStrictEqual([{ status: 'failure' }])

    await finish('manifest-id-only')
    await finish('osbuild:x86_64', failedResult(26, 'A dependency failed'))
    await finish('koji-finalize', failedResult(13, 'A dependency failed'))
    expect(await statusOf(id)).toMatchObject({
      status: 'failure',
      image_status: { error: { id: 26, details: [{ id: 15, reason: 'no such tag' }] } },
    })
  })

  it('fails with successful images when the import failed', async () => {
    const id = await post()
    for (const type of ['koji-init', 'manifest-id-only']) await finish(type)
    await finish('osbuild:x86_64', built)
    await finish('koji-finalize', { koji_error: 'refused' })

    const done = await statusOf(id)
    expect([done.status, ...values(done)]).toStrictEqual(['failure', 'success'])
  })

  it('fails with the image whose build failed', async () => {
    const id = await post([{}, {}])
    await finish('koji-init')
    await finish('manifest-id-only')
    await finish('manifest-id-only')
    await finish('osbuild:x86_64', built)
    const output = { type: 'result', success: false, log: {}, metadata: {} }
    await finish('osbuild:x86_64', { ...built, success: false, osbuild_output: output })
    await finish('koji-finalize')

    const done = await statusOf(id)
    expect([done.status, ...values(done)]).toStrictEqual(['failure', 'success', 'failure'])
    expect(done.image_statuses[1]).toStrictEqual({ status: 'failure' })
  })

  it('has logs of its builds and of Koji, and manifests by image', async () => {
    const id = await post([{}, {}])
    expect((await composer.get(`/composes/${id}/manifests`)).body.manifests).toStrictEqual([null, null])
    await finish('koji-init')
    await finish('manifest-id-only')
    await finish('manifest-id-only')
    await finish('osbuild:x86_64', built)

    const logs = (await composer.get(`/composes/${id}/logs`)).body
    expect(logs).toMatchObject({
      id,
      kind: 'ComposeLogs',
      image_builds: [built, { success: false, upload_status: '', host_os: '', arch: '' }],
      koji: { init: { build_id: 7 }, import: { koji_error: '' } },
    })
    expect((await composer.get(`/composes/${id}/manifests`)).body.manifests).toMatchObject([
      { version: '2' },
      { version: '2' },
    ])
  })

  it.each(['metadata', 'download'])('has no %s of its own', async (path) => {
    const { status, body } = await composer.get(`/composes/${await post()}/${path}`)

    expect([status, body.id, body.details]).toStrictEqual([404, '26', ''])
  })

  it('without images is accepted, answers 1015 and does not hide the list', async () => {
    const id = await post([])

    for (const path of ['', '/logs', '/manifests', '/sboms']) {
      const { status, body } = await composer.get(`/composes/${id}${path}`)
      expect([path, status, body.id]).toStrictEqual([path, 500, '1015'])
    }
    const { status, body } = await composer.get('/composes/')
    expect(status).toBe(200)
    expect(body.items.map((item: { id: string }) => item.id)).not.toContain(id)
  })
})
