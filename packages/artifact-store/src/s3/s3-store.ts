import { GetObjectCommand, HeadBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { assertArtifactName, assertId } from '../artifact-name.js'
import type { ArtifactStore } from '../artifact-store.js'
import { listItems } from './list-items.js'
import { objectsOf } from './objects.js'
import { createS3Client } from './s3-client.js'
import type { S3Location, S3Options } from './s3-options.js'
import { uploadStream } from './upload-stream.js'

const PRESIGN_SECONDS = 3600

/**
 * Artifacts in a bucket:
 * - `attempts/<token>/<name>`: the complete uploads of an attempt,
 * - `jobs/<job id>/<token>`: a small marker object that publishes the files of this attempt for the job.
 *
 * Publishing is one small PUT whatever the size of the files, and readers see all files or none. Copying would be slow:
 * above 5 GiB a copy is made in parts and takes minutes, while a worker waits for its answer.
 */
export function createS3Store({ bucket: Bucket, prefix }: S3Location, options: S3Options): ArtifactStore {
  const client = createS3Client(options)
  const objects = objectsOf(client, Bucket)
  const attemptPrefix = (token: string) => `${prefix}attempts/${token}/`
  const jobPrefix = (jobId: string) => `${prefix}jobs/${jobId}/`

  const publishedTokens = async (jobId: string) => {
    const tokens: string[] = []
    for await (const { key } of objects.list(jobPrefix(jobId)))
      tokens.push(key.slice(jobPrefix(jobId).length))
    return tokens
  }
  const hasUploads = async (token: string) => {
    for await (const _ of objects.list(attemptPrefix(token))) return true
    return false
  }
  const withdraw = async (jobId: string, token: string) => {
    await objects.deleteAll(attemptPrefix(token))
    // The marker is deleted last, so that the next removal finds and finishes one that failed half-way.
    await objects.delete([jobPrefix(jobId) + token])
  }

  return {
    async stage(token, name, source, signal) {
      assertId('token', token)
      assertArtifactName(name)
      const target = { Bucket, Key: attemptPrefix(token) + name }
      return uploadStream(client, target, source, { ...options, ...(signal && { signal }) })
    },

    async publish(token, jobId) {
      assertId('token', token)
      assertId('job id', jobId)
      // The attempt has ended: aborting its unfinished uploads makes these uploads fail.
      await objects.abortUnfinished(attemptPrefix(token))
      if (!(await hasUploads(token))) return
      const before = await publishedTokens(jobId)
      await client.send(new PutObjectCommand({ Bucket, Key: jobPrefix(jobId) + token, Body: token }))
      for (const other of before) if (other !== token) await withdraw(jobId, other)
    },

    async discard(token) {
      assertId('token', token)
      await objects.abortUnfinished(attemptPrefix(token))
      await objects.deleteAll(attemptPrefix(token))
    },

    async remove(jobId) {
      assertId('job id', jobId)
      for (const token of await publishedTokens(jobId)) await withdraw(jobId, token)
    },

    async open(jobId, name) {
      assertId('job id', jobId)
      assertArtifactName(name)
      const [token] = await publishedTokens(jobId)
      if (token === undefined) return undefined
      const Key = attemptPrefix(token) + name
      if (!(await objects.exists(Key))) return undefined
      // The same file name as for a download from the file store; the key of the object would mean nothing to a user.
      const ResponseContentDisposition = `attachment; filename*=UTF-8''${encodeURIComponent(`${jobId}-${name}`)}`
      const command = new GetObjectCommand({ Bucket, Key, ResponseContentDisposition })
      return {
        kind: 'redirect',
        url: await getSignedUrl(client, command, { expiresIn: options.presignSeconds ?? PRESIGN_SECONDS }),
      }
    },

    list: ({ staleBefore }) => listItems(objects, prefix, staleBefore),

    async check() {
      await client.send(new HeadBucketCommand({ Bucket }))
    },

    close: () => client.destroy(),
  }
}
