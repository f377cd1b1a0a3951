import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'

/** Access to the objects of one bucket by prefix. Listing and deleting keep only one page of names in memory. */
export interface Objects {
  list(prefix: string): AsyncGenerator<{ key: string; changedAt: Date }>
  /** Lists multipart uploads that are neither completed nor aborted. */
  listUnfinished(prefix: string): AsyncGenerator<{ key: string; uploadId: string; startedAt: Date }>
  exists(key: string): Promise<boolean>
  delete(keys: string[]): Promise<void>
  deleteAll(prefix: string): Promise<void>
  abortUnfinished(prefix: string): Promise<void>
}

/** Largest number of objects that S3 deletes in one request. */
const DELETE_BATCH = 1000

export function objectsOf(client: S3Client, bucket: string): Objects {
  const objects: Objects = {
    async *list(prefix) {
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        for (const { Key, LastModified } of page.Contents ?? []) {
          if (Key !== undefined && LastModified) yield { key: Key, changedAt: LastModified }
        }
      }
    },

    async *listUnfinished(prefix) {
      let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {}
      while (marker) {
        const page: Awaited<ReturnType<typeof listPage>> = await listPage(prefix, marker)
        for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
          if (Key !== undefined && UploadId !== undefined && Initiated)
            yield { key: Key, uploadId: UploadId, startedAt: Initiated }
        }
        const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = page
        marker =
          IsTruncated && NextKeyMarker !== undefined
            ? {
                KeyMarker: NextKeyMarker,
                ...(NextUploadIdMarker !== undefined && { UploadIdMarker: NextUploadIdMarker }),
              }
            : undefined
      }
    },

    async exists(key) {
      try {
        await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
        return true
      } catch (error) {
        if (isMissing(error)) return false
        throw error
      }
    },

    async delete(keys) {
      for (let from = 0; from < keys.length; from += DELETE_BATCH) {
        const Objects = keys.slice(from, from + DELETE_BATCH).map((Key) => ({ Key }))
        const answer = await client.send(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
        )
        const [first] = answer.Errors ?? []
        // S3 answers 200 even if some of the objects could not be deleted.
        if (first)
          throw new Error(
            `cannot delete ${first.Key ?? 'an object'} from the bucket: ${first.Code ?? 'no reason given'}`,
          )
      }
    },

    async deleteAll(prefix) {
      let batch: string[] = []
      for await (const { key } of objects.list(prefix)) {
        batch.push(key)
        if (batch.length < DELETE_BATCH) continue
        await objects.delete(batch)
        batch = []
      }
      await objects.delete(batch)
    },

    async abortUnfinished(prefix) {
      for await (const { key, uploadId } of objects.listUnfinished(prefix)) {
        try {
          await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }))
        } catch (error) {
          if (!isMissing(error)) throw error
        }
      }
    },
  }
  return objects

  function listPage(prefix: string, marker: { KeyMarker?: string; UploadIdMarker?: string }) {
    return client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...marker }))
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404
}
