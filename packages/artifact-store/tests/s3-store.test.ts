import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createArtifactStore } from '../src/index.js'
import { BucketError } from './s3-server/bucket.js'
import { chunksOf, contentsOf, megabytes, startS3Store } from './stores.js'

describe('artifacts in a bucket', () => {
  let running: Awaited<ReturnType<typeof startS3Store>>
  beforeEach(async () => {
    running = await startS3Store({ pageSize: 1000 })
  })
  afterEach(() => running.close())

  const published = async (name: string) => {
    const [token, jobId] = [randomUUID(), randomUUID()]
    await running.store.stage(token, name, chunksOf('0123456789'))
    await running.store.publish(token, jobId)
    return { token, jobId }
  }
  const addressOf = async (jobId: string, name: string) => {
    const opened = await running.store.open(jobId, name)
    if (opened?.kind !== 'redirect') throw new Error('no redirect')
    return opened.url
  }

  it('keeps everything below its prefix', async () => {
    const { token, jobId } = await published('a')

    expect(running.server.contents.keys('')).toEqual([
      `some/prefix/attempts/${token}/a`,
      `some/prefix/jobs/${jobId}/${token}`,
    ])
  })

  it('publishes without copying', async () => {
    await published('a')

    const writes = running.server.requests.filter((request) => request.startsWith('PUT'))
    expect(writes).toHaveLength(2)
  })

  it('redirects to an address that needs no credentials and honours ranges', async () => {
    const { jobId } = await published('a b')

    const response = await fetch(await addressOf(jobId, 'a b'), { headers: { range: 'bytes=2-4' } })

    expect(response.status).toBe(206)
    expect(await response.text()).toBe('234')
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${jobId}-a%20b`)
  })

  it('signs the address, so that changing the name is refused', async () => {
    const { jobId } = await published('a')
    const url = await addressOf(jobId, 'a')

    const response = await fetch(url.replace('/a?', '/b?'))

    expect(response.status).toBe(403)
    expect(await response.text()).toContain('SignatureDoesNotMatch')
  })

  it('never shows the secret key in an address', async () => {
    const { jobId } = await published('a')

    expect(decodeURIComponent(await addressOf(jobId, 'a'))).not.toContain(running.server.keys.secret)
  })

  it('refuses to work with a wrong secret key', async () => {
    const { endpoint, keys, bucket } = running.server
    const s3 = { endpoint, forcePathStyle: true, accessKeyId: keys.id, secretAccessKey: 'wrong' }
    const store = await createArtifactStore({ url: `s3://${bucket}`, s3 })

    await expect(store?.stage(randomUUID(), 'a', chunksOf('x'))).rejects.toThrow('SignatureDoesNotMatch')
    store?.close()
  })

  it('sends several parts and leaves no unfinished upload', async () => {
    const { whole, chunks } = megabytes(12)
    const [token, jobId] = [randomUUID(), randomUUID()]

    await running.store.stage(token, 'big', chunks())
    await running.store.publish(token, jobId)

    const parts = running.server.requests.filter((request) => request.includes('partNumber='))
    expect(parts).toHaveLength(3)
    expect(running.server.contents.uploads.size).toBe(0)
    expect((await contentsOf(await running.store.open(jobId, 'big')))?.equals(whole)).toBe(true)
  })

  it('drops the parts of an upload that the server stops taking', async () => {
    running.server.onRequest = (_, target) => {
      if (target.includes('partNumber=2')) throw new BucketError(403, 'QuotaExceeded')
    }

    await expect(running.store.stage(randomUUID(), 'big', megabytes(12).chunks())).rejects.toThrow(
      'QuotaExceeded',
    )

    expect(running.server.contents.uploads.size).toBe(0)
    expect(running.server.contents.keys('')).toEqual([])
  })

  it('tries a part again that the server failed to take once', async () => {
    let failures = 1
    running.server.onRequest = (_, target) => {
      if (target.includes('partNumber=1') && failures-- > 0) throw new BucketError(503, 'SlowDown')
    }

    expect(await running.store.stage(randomUUID(), 'big', megabytes(6).chunks())).toEqual({ bytes: 6 << 20 })
  })

  it('lists and discards an upload in several parts that a crash left behind', async () => {
    const token = randomUUID()
    running.server.contents.begin(`some/prefix/attempts/${token}/big`)
    const items = []

    for await (const item of running.store.list({ staleBefore: new Date('2999-01-01') })) items.push(item)
    await running.store.discard(token)

    expect(items).toEqual([expect.objectContaining({ kind: 'staging', token })])
    expect(running.server.contents.uploads.size).toBe(0)
  })

  it('lets an upload still in flight fail when its attempt is published', async () => {
    const [token, jobId] = [randomUUID(), randomUUID()]
    const source = new Readable({ read() {} })
    const firstPart = new Promise<void>((resolve) => {
      running.server.onRequest = (_, target) => {
        if (target.includes('partNumber=1')) resolve()
      }
    })
    const outcome = expect(running.store.stage(token, 'late', source)).rejects.toThrow('NoSuchUpload')
    for await (const chunk of megabytes(6).chunks()) source.push(chunk)
    await firstPart

    await running.store.publish(token, jobId)
    source.push(null)

    await outcome
    expect(running.server.contents.keys('')).toEqual([])
  })
})
