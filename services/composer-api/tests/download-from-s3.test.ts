import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createArtifactStore } from '@composer/artifact-store'
import { startS3Server } from '../../../packages/artifact-store/tests/s3-server/s3-server.js'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { buildResult, claimJob, finishJob, reportResult } from './finish-job.js'
import { composeRequest } from './requests.js'

let s3: Awaited<ReturnType<typeof startS3Server>>
let composer: TestComposer

beforeAll(async () => {
  s3 = await startS3Server({ pageSize: 100 })
  const { endpoint, keys, bucket } = s3
  const url = `s3://${bucket}/artifacts`
  const options = { endpoint, forcePathStyle: true, accessKeyId: keys.id, secretAccessKey: keys.secret }
  const store = await createArtifactStore({ url, s3: options })
  if (!store) throw new Error('no store')
  composer = await startComposer(
    {
      ARTIFACTS_URL: url,
      S3_ENDPOINT: endpoint,
      S3_FORCE_PATH_STYLE: 'true',
      S3_ACCESS_KEY_ID: keys.id,
      S3_SECRET_ACCESS_KEY: keys.secret,
    },
    store,
  )
})
afterAll(async () => {
  await composer.stop()
  composer.artifacts.close()
  await s3.close()
})

async function* bytes(text: string) {
  yield Buffer.from(text)
}

describe('an artifact in S3', () => {
  it('is downloaded from an address of the bucket that needs no credentials', async () => {
    const id = (await composer.post('/compose', composeRequest())).body.id as string
    await finishJob(composer.queue, 'manifest-id-only')
    const job = await claimJob(composer.queue, 'osbuild:x86_64')
    await composer.artifacts.stage(job.token, 'disk.qcow2', bytes('the image'))
    await reportResult(composer.queue, job, JSON.stringify(buildResult()))
    await composer.artifacts.publish(job.token, job.id)

    const { status, headers, text } = await composer.get(`/composes/${id}/download`)
    expect([status, text]).toStrictEqual([307, ''])
    const file = await fetch(headers.get('location') ?? '')
    expect(await file.text()).toBe('the image')

    const image = (await composer.get(`/composes/${id}`)).body.image_status
    expect(image.upload_status.options.artifact_path).toBe(
      `/api/image-builder-composer/v2/composes/${job.id}/download`,
    )
  })

  it('answers 1022 when it is not there', async () => {
    const id = (await composer.post('/compose', composeRequest())).body.id as string
    await finishJob(composer.queue, 'manifest-id-only')
    await finishJob(composer.queue, 'osbuild:x86_64')

    const { status, body } = await composer.get(`/composes/${id}/download`)
    expect([status, body.id]).toStrictEqual([400, '1022'])
  })
})
