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
  const store = await createArtifactStore({ url: pathToFileURL(folder).href, durable: false })
  if (!store) throw new Error('no artifact store')
  artifacts = store
  worker = await startWorkerProcess(
    { DATABASE_URL: database.url, ARTIFACTS_URL: pathToFileURL(folder).href },
    { flags: ['--max-old-space-size=320'], memoryLimit: limit },
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

const MAX = 256 * MiB
const around = head.length - '{"result":'.length + tail.length - 1

async function storedBytes(id: string): Promise<number> {
  let bytes = 0
  for await (const part of queue.streamResult(id)) bytes += Buffer.byteLength(part)
  return bytes
}

describe('A worker-api with the memory of its chart', () => {
  it('takes an artifact of 200 MiB and three of the largest results at the same time', async () => {
    const builder = await take()
    const jobs = [await take(), await take(), await take()]
    const size = MAX - head.length - tail.length

    const uploaded = call('PUT', `/jobs/${builder.token}/artifacts/disk.qcow2`, bytes(200 * MiB))
    const reported = Promise.all(jobs.map(({ token }) => report(token, size)))

    expect((await uploaded).status).toBe(200)
    expect(await reported).toEqual([200, 200, 200])
    for (const { id } of jobs) {
      expect(await storedBytes(id)).toBe(size + around)
      expect((await queue.readGraph(id, ''))?.jobs[0]?.outcome).toMatchObject({ success: true })
    }
    await report(builder.token, 1000)
    const opened = await artifacts.open(builder.id, 'disk.qcow2')
    expect(opened).toMatchObject({ kind: 'file', total: 200 * MiB })
    if (opened?.kind === 'file') opened.stream.destroy()
    const peak = await worker.peakMemory()
    const groups = worker.isLimited ? 'in a control group' : 'without a control group'
    process.stdout.write(`Peak memory of worker-api: ${Math.round(peak / MiB)} MiB of 512 MiB, ${groups}\n`)
    expect(peak).toBeLessThan(limit / 2)
  }, 300_000)

  it('gives such a result on as a dynamic arg', async () => {
    const { composeId } = await queue.enqueue({
      channel: '',
      kind: 'koji',
      request: null,
      retentionSeconds: 3600,
      jobs: [
        { ref: 'build', type: 'osbuild:x86_64', role: 'build', args: '{}', dependsOn: [] },
        { ref: 'end', type: 'koji-finalize', role: 'finalize', args: '{}', dependsOn: [{ ref: 'build' }] },
      ],
    })
    const { text } = await call('POST', '/jobs', '{"types":["osbuild"],"arch":"x86_64"}', json)
    const token = (JSON.parse(text) as { location: string }).location.split('/').at(-1) ?? ''
    expect(await report(token, 100 * MiB)).toBe(200)
    const given = await call('POST', '/jobs', '{"types":["koji-finalize"],"arch":"x86_64"}', json)
    expect(given.status).toBe(201)
    const { id, dynamic_args: args } = JSON.parse(given.text) as {
      id: string
      dynamic_args: [{ osbuild_output: { log: { os: [{ output: string }] } } }]
    }
    expect([id, args[0].osbuild_output.log.os[0].output.length]).toEqual([composeId, 100 * MiB])
    expect(await worker.peakMemory()).toBeLessThan(limit / 2)
  }, 300_000)

  it('refuses what is no JSON in the end, what is too large and what breaks off, and keeps nothing of it', async () => {
    const { token } = await take()
    const send = (body: () => AsyncIterable<Buffer>, headers = {}) =>
      call('PATCH', `/jobs/${token}`, body(), { ...json, ...headers })
    const broken = await send(async function* () {
      yield Buffer.from(head)
      yield* bytes(8 * MiB)
      yield Buffer.from('"}]')
    })
    expect([broken.status, (JSON.parse(broken.text) as { id: string }).id]).toEqual([400, '10'])
    const endless = await send(async function* () {
      yield Buffer.from(head)
      yield* bytes(MAX + 1)
    }).catch(({ code }: NodeJS.ErrnoException) => ({ status: code }))
    // Who is still sending when the connection is closed may never read the answer.
    expect([413, 'EPIPE', 'ECONNRESET']).toContain(endless.status)
    const left = rawRequest(worker.publicUrl, {
      method: 'PATCH',
      path: `${BASE}/jobs/${token}`,
      body: Buffer.concat([Buffer.from(head), Buffer.alloc(8 * MiB, 'x')]),
      headers: { ...json, 'Content-Length': String(16 * MiB) },
    })
    left.answer.catch(() => undefined)
    const begun = () => database.db('long_results').whereNull('bytes').select('id')
    while ((await begun()).length === 0);
    left.sent.destroy()
    while ((await begun()).length > 0);
    expect(await report(token, 1000)).toBe(200)
  }, 300_000)
})
