import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { rawRequest, type RawAnswer } from './raw-request.js'
import { startWorkerProcess } from './worker-process.js'
import { BASE, untilMetric } from './worker.js'

let database: TestDatabase
let queue: JobQueue
let folder: string

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
  folder = await mkdtemp(join(tmpdir(), 'worker-api-'))
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const json = { 'Content-Type': 'application/json' }
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

async function claim(count: number): Promise<{ id: string; token: string }[]> {
  for (let left = count; left > 0; left -= 1) {
    await queue.enqueue({
      channel: '',
      kind: 'image',
      request: null,
      retentionSeconds: 3600,
      jobs: [{ ref: 'job', type: 'osbuild:x86_64', role: 'build', args: '{}', dependsOn: [] }],
    })
  }
  return queue.claim({ channel: '', types: ['osbuild:x86_64'], workers: times(count, () => null) })
}

interface HalfSent {
  url: string
  method: string
  path: string
  headers?: Record<string, string>
  parts: [string, string]
  /** The last part is sent when this resolves. */
  gate: Promise<void>
}

/** Resolves when the request is being handled over there; its answer comes after the gate has opened. */
async function sendHalf({ url, method, path, headers = {}, parts, gate }: HalfSent) {
  async function* body() {
    yield Buffer.from(parts[0])
    await gate
    yield Buffer.from(parts[1])
  }
  const request = rawRequest(url, {
    method,
    path: BASE + path,
    headers: { ...headers, Expect: '100-continue' },
    body: body(),
  })
  await once(request.sent, 'continue')
  return request
}

describe('SIGTERM', () => {
  it('answers 500 polls, lets 20 uploads and 20 reports finish, and ends with code 0', async () => {
    const worker = await startWorkerProcess({
      DATABASE_URL: database.url,
      ARTIFACTS_URL: pathToFileURL(folder).href,
      REQUEST_JOB_TIMEOUT_SECONDS: '600',
    })
    const jobs = await claim(40)
    let open: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    const url = worker.publicUrl
    const polls = times(500, () =>
      rawRequest(url, {
        method: 'POST',
        path: `${BASE}/jobs`,
        headers: json,
        body: '{"types":["depsolve"],"arch":"x86_64"}',
      }),
    )
    const uploads = await Promise.all(
      jobs
        .slice(0, 20)
        .map(({ token }) =>
          sendHalf({ url, method: 'PUT', path: `/jobs/${token}/artifacts/disk`, parts: ['a', 'b'], gate }),
        ),
    )
    const parts: [string, string] = ['{"result":{"success":true,', '"osbuild_output":{"success":true}}}']
    const reports = await Promise.all(
      jobs
        .slice(20)
        .map(({ token }) =>
          sendHalf({ url, method: 'PATCH', path: `/jobs/${token}`, headers: json, parts, gate }),
        ),
    )
    await untilMetric(worker.internalUrl, 'image_builder_worker_waiting_polls', 500)

    worker.kill('SIGTERM')
    const statuses = async (requests: { answer: Promise<RawAnswer> }[]) =>
      new Set((await Promise.all(requests.map(({ answer }) => answer))).map(({ status }) => status))
    // The polls are answered while the others are still being sent.
    expect(await statuses(polls)).toEqual(new Set([204]))
    open()
    expect(await statuses([...uploads, ...reports])).toEqual(new Set([200]))
    expect(await worker.exited).toBe(0)

    for (const { id } of jobs.slice(20)) {
      expect((await queue.readGraph(id, ''))?.jobs[0]).toMatchObject({ state: 'finished', failed: false })
    }
    expect(await readdir(join(folder, 'staging'))).toHaveLength(20)
  })

  it('given twice ends the process at once', async () => {
    const worker = await startWorkerProcess({ DATABASE_URL: database.url, SHUTDOWN_GRACE_SECONDS: '600' })
    const never = new Promise<void>(() => undefined)
    const [job] = await claim(1)
    const path = `/jobs/${job?.token ?? ''}`
    await sendHalf({
      url: worker.publicUrl,
      method: 'PATCH',
      path,
      headers: json,
      parts: ['{', '}'],
      gate: never,
    })
    worker.kill('SIGTERM')
    await worker.logged('Service stopping')
    worker.kill('SIGTERM')
    expect(await worker.exited).toBe(1)
  })
})
