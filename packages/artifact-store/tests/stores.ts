import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buffer } from 'node:stream/consumers'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { type ArtifactStore, createArtifactStore, type OpenedArtifact } from '../src/index.js'
import { createS3Client } from '../src/s3/s3-client.js'
import { startMoto } from './s3-server/moto.js'
import { startS3Server } from './s3-server/s3-server.js'

export interface StoreUnderTest {
  store: ArtifactStore
  close(): Promise<void>
}

export async function startFileStore(): Promise<StoreUnderTest & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'artifacts-'))
  return {
    folder,
    store: await created({ url: pathToFileURL(folder).href }),
    close: () => rm(folder, { recursive: true }),
  }
}

export async function startS3Store(options: { pageSize?: number } = {}) {
  const server = await startS3Server({ pageSize: options.pageSize ?? 2 })
  const { endpoint, bucket, keys } = server
  const s3 = {
    endpoint,
    forcePathStyle: true,
    accessKeyId: keys.id,
    secretAccessKey: keys.secret,
    partBytes: 5 << 20,
  }
  const store = await created({ url: `s3://${bucket}/some/prefix`, s3 })
  return { server, store, close: () => closeBoth(store, server) }
}

export async function startMotoStore(): Promise<StoreUnderTest> {
  const server = await startMoto()
  const s3 = { endpoint: server.endpoint, forcePathStyle: true, accessKeyId: 'id', secretAccessKey: 'secret' }
  const client = createS3Client(s3)
  await client.send(new CreateBucketCommand({ Bucket: 'artifacts' }))
  client.destroy()
  const store = await created({ url: 's3://artifacts', s3 })
  return { store, close: () => closeBoth(store, server) }
}

async function closeBoth(store: ArtifactStore, server: { close(): Promise<void> }): Promise<void> {
  store.close()
  await server.close()
}

async function created(options: Parameters<typeof createArtifactStore>[0]): Promise<ArtifactStore> {
  const store = await createArtifactStore(options)
  if (!store) throw new Error('no store')
  return store
}

/** The bytes a reader gets, however the store hands them out. */
export async function contentsOf(opened: OpenedArtifact | undefined): Promise<Buffer | undefined> {
  if (!opened || opened.kind === 'unsatisfiable') return undefined
  if (opened.kind === 'file') return buffer(opened.stream)
  const response = await fetch(opened.url)
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return Buffer.from(await response.arrayBuffer())
}

export async function* chunksOf(...chunks: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk)
}

/** Random bytes in chunks of 1 MiB, and the same in one piece. */
export function megabytes(count: number): { chunks: () => AsyncGenerator<Buffer>; whole: Buffer } {
  const whole = randomBytes(count << 20)
  return {
    whole,
    async *chunks() {
      for (let at = 0; at < whole.length; at += 1 << 20) yield whole.subarray(at, at + (1 << 20))
    },
  }
}
