import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createArtifactStore, type ArtifactStore } from '@composer/artifact-store'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { rawRequest } from './raw-request.js'
import { startWorkerProcess, type WorkerProcess } from './worker-process.js'
import { BASE } from './worker.js'

const MiB = 1024 * 1024
const limit = 512 * MiB

let database: TestDatabase
let queue: JobQueue
let folder: string
let artifacts: ArtifactStore
let worker: WorkerProcess

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
  folder = await mkdtemp(join(tmpdir(), 'worker-api-'))
  const store = createArtifactStore({ url: pathToFileURL(folder).href, durable: false })
  if (!store) throw new Error('no artifact store')
  artifacts = store
  worker = await startWorkerProcess(
    { DATABASE_URL: database.url, ARTIFACTS_URL: pathToFileURL(folder).href },
    { flags: ['--max-old-space-size=256'], memoryLimit: limit },
  )
})
afterAll(async () => {
  worker.kill('SIGTERM')
  await worker.exited
  artifacts.close()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const call = (method: string, path: string, body: string | AsyncIterable<Buffer>, headers = {}) =>
  rawRequest(worker.publicUrl, { method, path: BASE + path, body, headers }).answer
const json = { 'Content-Type': 'application/json' }

async function take(): Promise<{ id: string; token: string }> {
  const { composeId } = await queue.enqueue({
    channel: '',
    kind: 'image',
    request: null,
    retentionSeconds: 3600,
    jobs: [{ ref: 'job', type: 'osbuild:x86_64', role: 'build', args: '{}', dependsOn: [] }],
  })
  const { text } = await call('POST', '/jobs', '{"types":["osbuild"],"arch":"x86_64"}', json)
  const { location } = JSON.parse(text) as { location: string }
  return { id: composeId, token: location.split('/').at(-1) ?? '' }
}

async function* bytes(count: number): AsyncGenerator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  for (let sent = 0; sent < count; sent += chunk.length) yield chunk.subarray(0, count - sent)
}

const head =
  '{"result":{"success":true,"osbuild_output":{"type":"result","success":true,"log":{"os":[{"output":"'
const tail = '"}]},"metadata":{}},"upload_status":"success"}}'

async function report(token: string, size: number) {
  async function* body() {
    yield Buffer.from(head)
    yield* bytes(size)
    yield Buffer.from(tail)
  }
  const { status } = await call('PATCH', `/jobs/${token}`, body(), {
    ...json,
    'Content-Length': String(head.length + size + tail.length),
  })
  return status
}

async function storedBytes(id: string): Promise<number> {
  const { rows } = await database.db.raw<{ rows: { bytes: number }[] }>(
    'SELECT octet_length(result) AS bytes FROM jobs WHERE id = :id',
    { id },
  )
  return rows[0]?.bytes ?? 0
}

describe('A worker-api of 512 MiB', () => {
  it('takes an artifact of 200 MiB and two results of 100 MiB at the same time', async () => {
    const builder = await take()
    const jobs = [await take(), await take()]

    const uploaded = call('PUT', `/jobs/${builder.token}/artifacts/disk.qcow2`, bytes(200 * MiB))
    const reported = Promise.all(jobs.map(({ token }) => report(token, 100 * MiB)))

    expect((await uploaded).status).toBe(200)
    expect(await reported).toEqual([200, 200])
    for (const { id } of jobs) {
      expect(await storedBytes(id)).toBe(100 * MiB + head.length - '{"result":'.length + tail.length - 1)
      expect((await queue.readGraph(id, ''))?.jobs[0]?.outcome).toMatchObject({ success: true })
    }
    await report(builder.token, 1000)
    const opened = await artifacts.open(builder.id, 'disk.qcow2')
    expect(opened).toMatchObject({ kind: 'file', total: 200 * MiB })
    if (opened?.kind === 'file') opened.stream.destroy()
    const peak = await worker.peakMemory()
    process.stdout.write(`Peak memory of worker-api: ${Math.round(peak / MiB)} MiB of 512 MiB\n`)
    expect(peak).toBeLessThan(limit)
  })
})
