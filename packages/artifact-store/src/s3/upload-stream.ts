import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'

const PART_BYTES = 8 * 1024 * 1024

/**
 * Uploads a stream of unknown length as one object, part by part, with one part in memory at a time. The object exists
 * only when it is complete. If the source fails or `signal` fires, the sent parts are removed before the promise
 * rejects.
 */
export async function uploadStream(
  client: S3Client,
  target: { Bucket: string; Key: string },
  source: AsyncIterable<Uint8Array>,
  options: { partBytes?: number; signal?: AbortSignal },
): Promise<{ bytes: number }> {
  const { signal } = options
  signal?.throwIfAborted()
  let bytes = 0
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(null, chunk)
    },
  })
  const upload = new Upload({
    client,
    params: { ...target, Body: body, ContentType: 'application/octet-stream' },
    partSize: options.partBytes ?? PART_BYTES,
    queueSize: 1,
  })
  // An abort makes the body fail; upload.abort() is not used, because it rejects before the parts are removed.
  const [sent, fed] = await Promise.allSettled([
    upload.done().finally(() => body.destroy()),
    pipeline(source, body, signal ? { signal } : {}),
  ])
  if (sent.status === 'fulfilled' && fed.status === 'fulfilled') return { bytes }
  signal?.throwIfAborted()
  throw sent.status === 'rejected' ? sent.reason : (fed as PromiseRejectedResult).reason
}
