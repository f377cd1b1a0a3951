import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { rawRequest } from './raw-request.js'
import { BASE, startWorkerApi, type TestWorkerApi } from './worker.js'

let api: TestWorkerApi

beforeAll(async () => {
  api = await startWorkerApi({ MAX_RESULT_BYTES: String(2 * 1024 * 1024) })
})
afterAll(() => api.stop())
beforeEach(() => api.clear())

const patch = (token: string, body: unknown) => api.call('PATCH', `/jobs/${token}`, { body })
const put = (token: string) =>
  api.call('PUT', `/jobs/${token}/artifacts/disk`, {
    body: 'bytes',
    headers: { 'Content-Type': 'application/octet-stream' },
  })
const jobOf = async (id: string) => (await api.queue.readGraph(id, ''))?.jobs[0]

describe('When the database has no answer', () => {
  const withoutTables = async (work: () => Promise<void>) => {
    for (const table of ['jobs', 'workers'])
      await api.database.db.raw(`ALTER TABLE ${table} RENAME TO ${table}_away`)
    try {
      await work()
    } finally {
      for (const table of ['jobs', 'workers'])
        await api.database.db.raw(`ALTER TABLE ${table}_away RENAME TO ${table}`)
    }
  }

  it('each call has its own error, and a poll is answered that there is nothing', async () => {
    const { token } = await api.running()
    const worker = await api.call('POST', '/workers', { body: { arch: 'x86_64' } })
    await withoutTables(async () => {
      const numbers = [
        await api.call('GET', `/jobs/${token}`),
        await patch(token, { result: {} }),
        await patch(token, { partial: { progress: { done: 1, total: 2 } } }),
        await patch(token, { partial: {} }),
        await put(token),
        await api.call('POST', '/workers', { body: { arch: 'x86_64' } }),
        await api.call('POST', `/workers/${String(worker.body.worker_id)}/status`),
      ].map(({ status, body }) => `${status} ${String(body.id)}`)
      expect(numbers).toEqual([
        '500 1003',
        '500 1004',
        '500 1010',
        '500 1010',
        '500 1003',
        '500 1008',
        '500 1009',
      ])
      expect((await api.request('depsolve')).status).toBe(204)
    })
    expect((await patch(token, { result: { packages: [] } })).status).toBe(200)
  })
})

describe('When the place for artifacts cannot be written to', () => {
  it('an upload is error 1002, and the job goes on', async () => {
    const { token } = await api.running('osbuild:x86_64')
    const incoming = join(fileURLToPath(api.artifactsUrl), 'incoming')
    await rm(incoming, { recursive: true, force: true })
    await writeFile(incoming, 'in the way')
    const { status, body } = await put(token)
    await rm(incoming)
    await mkdir(incoming)
    expect([status, body.id]).toEqual([500, '1002'])
    expect((await put(token)).status).toBe(200)
  })
})

describe('When files cannot be published for a while', () => {
  it('the report waits for that, and its lease does not run out', async () => {
    const { token, id } = await api.running('osbuild:x86_64')
    await put(token)
    const jobs = join(fileURLToPath(api.artifactsUrl), 'jobs')
    await rm(jobs, { recursive: true, force: true })
    await writeFile(jobs, 'in the way')
    const beats = new Set<number>()
    const answer = patch(token, { result: { success: true, osbuild_output: { success: true } } })
    // The one at the claim, the one when the report came, and one behind a try that failed.
    while (beats.size < 3) {
      const lease = await api.database.db('job_leases').where({ token }).first('beat_at')
      beats.add(Number(lease?.beat_at))
    }
    await rm(jobs)
    expect((await answer).status).toBe(200)
    const opened = await api.artifacts.open(id, 'disk')
    expect(opened).toMatchObject({ kind: 'file' })
    if (opened?.kind === 'file') opened.stream.destroy()
  })
})

describe('An upload that breaks off', () => {
  it('leaves nothing to publish', async () => {
    const { token, id } = await api.running('osbuild:x86_64')
    let cut: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (cut = resolve))
    async function* body() {
      yield Buffer.alloc(100_000)
      await gate
    }
    const path = `${BASE}/jobs/${token}/artifacts/disk`
    const upload = rawRequest(api.publicUrl, {
      method: 'PUT',
      path,
      headers: { Expect: '100-continue' },
      body: body(),
    })
    await new Promise((resolve) => upload.sent.once('continue', resolve))
    upload.sent.destroy()
    cut()
    await expect(upload.answer).rejects.toThrow()
    await patch(token, { result: { success: true, osbuild_output: { success: true } } })
    expect(await api.artifacts.open(id, 'disk')).toBeUndefined()
  })
})

describe('A result', () => {
  it('that is larger than allowed is answered with 413, and the job goes on', async () => {
    const { token, id } = await api.running('osbuild:x86_64')
    const { status, body } = await patch(token, { result: { fill: 'x'.repeat(3_000_000) } })
    expect([status, body.id]).toEqual([413, '10'])
    expect((await jobOf(id))?.state).toBe('running')
  })

  it('that arrives in pieces is refused as soon as it is too large', async () => {
    const { token } = await api.running('osbuild:x86_64')
    async function* body() {
      yield Buffer.from('{"result":"')
      for (let sent = 0; sent < 100; sent += 1) yield Buffer.alloc(64 * 1024, 'x')
    }
    expect((await patch(token, body())).status).toBe(413)
  })

  it('with broken UTF-8, NUL and half characters is kept, and so is its error', async () => {
    const { token, id } = await api.running('koji-init')
    const body = Buffer.concat([
      Buffer.from('{"result":{"job_error":{"id":15,"reason":"a\\u0000b\\ud800c'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}}}'),
    ])
    expect((await patch(token, body)).status).toBe(200)
    expect(await jobOf(id)).toMatchObject({
      failed: true,
      outcome: { job_error: { id: 15, reason: 'ab\ufffdc\ufffd\ufffd' } },
    })
    expect(await api.queue.readResult(id)).toBe(
      '{"job_error":{"id":15,"reason":"a\\u0000b\\ud800c\ufffd\ufffd"}}',
    )
  })

  it('that is posted twice at the same time is accepted twice, and counts once', async () => {
    for (const size of [10, 1_500_000]) {
      const { token, id } = await api.running('osbuild:x86_64')
      const result = {
        success: true,
        osbuild_output: { success: true, log: { os: [{ output: 'x'.repeat(size) }] } },
      }
      const answers = await Promise.all(Array.from({ length: 4 }, () => patch(token, { result })))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
      expect(await api.queue.readResult(id)).toBe(JSON.stringify(result))
    }
  })

  it('that differs from one posted at the same time does not mix with it', async () => {
    const { token, id } = await api.running('osbuild:x86_64')
    const result = (success: boolean) => ({
      success,
      osbuild_output: { success, log: { os: [{ output: 'x'.repeat(1_500_000) }] } },
    })
    const answers = await Promise.all(
      [true, false, true, false].map((success) => patch(token, { result: result(success) })),
    )
    const job = await jobOf(id)
    expect(await api.queue.readResult(id)).toBe(JSON.stringify(result(job?.failed === false)))
    expect(answers.map(({ status }) => status)).toEqual(
      job?.failed === false ? [200, 404, 200, 404] : [404, 200, 404, 200],
    )
  })
})
