import { createHash, randomUUID } from 'node:crypto'

export interface StoredObject {
  data: Buffer
  etag: string
  changedAt: Date
}

export interface UnfinishedUpload {
  key: string
  startedAt: Date
  parts: Map<number, { data: Buffer; etag: string }>
}

/** S3 refuses a smaller part unless it is the last one. */
const MIN_PART_BYTES = 5 * 1024 * 1024

/** The error codes of S3 that this bucket answers. */
export class BucketError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

/** One bucket in memory, with S3's rules for multipart uploads. */
export class Bucket {
  readonly objects = new Map<string, StoredObject>()
  readonly uploads = new Map<string, UnfinishedUpload>()

  put(key: string, data: Buffer): StoredObject {
    const object = { data, etag: etagOf(data), changedAt: new Date() }
    this.objects.set(key, object)
    return object
  }

  begin(key: string): string {
    const id = randomUUID()
    this.uploads.set(id, { key, startedAt: new Date(), parts: new Map() })
    return id
  }

  upload(id: string, key: string): UnfinishedUpload {
    const upload = this.uploads.get(id)
    if (upload?.key !== key) throw new BucketError(404, 'NoSuchUpload')
    return upload
  }

  putPart(id: string, key: string, number: number, data: Buffer): string {
    if (!(number >= 1 && number <= 10_000)) throw new BucketError(400, 'InvalidArgument')
    const etag = etagOf(data)
    this.upload(id, key).parts.set(number, { data, etag })
    return etag
  }

  complete(id: string, key: string, wanted: { number: number; etag: string }[]): StoredObject {
    const upload = this.upload(id, key)
    const parts = wanted.map(({ number, etag }, index) => {
      const part = upload.parts.get(number)
      if (part?.etag !== etag) throw new BucketError(400, 'InvalidPart')
      if (index > 0 && number <= (wanted[index - 1]?.number ?? 0))
        throw new BucketError(400, 'InvalidPartOrder')
      if (index < wanted.length - 1 && part.data.length < MIN_PART_BYTES)
        throw new BucketError(400, 'EntityTooSmall')
      return part.data
    })
    if (parts.length === 0) throw new BucketError(400, 'MalformedXML')
    this.uploads.delete(id)
    return this.put(key, Buffer.concat(parts))
  }

  abort(id: string, key: string): void {
    this.upload(id, key)
    this.uploads.delete(id)
  }

  keys(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort()
  }
}

const etagOf = (data: Buffer) => `"${createHash('md5').update(data).digest('hex')}"`
