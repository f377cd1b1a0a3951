import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { rawRequest } from './raw-request.js'
import { BASE, startWorkerApi, type TestWorkerApi } from './worker.js'

const half = Buffer.alloc(1024 * 1024)

let api: TestWorkerApi
beforeAll(async () => {
  api = await startWorkerApi()
  await api.artifacts.check()
})
afterAll(() => api.stop())

const namesIn = (folder: string) => readdir(join(fileURLToPath(api.artifactsUrl), folder))

describe('a file of an attempt that ends while it arrives', () => {
  const ends = [
    {
      how: 'its job is cancelled',
      end: async ({ id }: { id: string }) => void (await api.queue.cancelGraph(id, '')),
      error: { status: 400, id: '6' },
    },
    { how: 'its worker is given up', end: () => api.loseWorkers(), error: { status: 404, id: '5' } },
    {
      how: 'its result is reported',
      end: async ({ token }: { token: string }) =>
        void (await api.call('PATCH', `/jobs/${token}`, { body: { result: {} } })),
      error: { status: 404, id: '5' },
    },
  ]
  // The watchdog discards in the middle of a file, or before its first byte.
  const cases = ends.flatMap((one) => [true, false].map((discarded) => ({ ...one, discarded })))
  it.each(cases)('is not kept: $how, discarded $discarded', async ({ end, error, discarded }) => {
    const job = await api.running()
    async function* body() {
      yield half
      while ((await namesIn('incoming')).length === 0) await setImmediate()
      await end(job)
      if (discarded) await api.artifacts.discard(job.token)
      yield half
    }
    const path = `${BASE}/jobs/${job.token}/artifacts/disk.qcow2`
    const { answer } = rawRequest(api.publicUrl, { method: 'PUT', path, body: body() })
    const { status, text } = await answer
    expect({ status, id: (JSON.parse(text) as { id: string }).id }).toEqual(error)
    expect([...(await namesIn('incoming')), ...(await namesIn('staging'))]).toEqual([])
  })
})

it('keeps a file when the database cannot tell whether its attempt is over', async () => {
  const { db } = api.database
  const { token, id } = await api.running()
  async function* body() {
    yield half
    while ((await namesIn('incoming')).length === 0) await setImmediate()
    await db.raw('ALTER TABLE jobs RENAME TO jobs_away')
    yield half
  }
  const path = `${BASE}/jobs/${token}/artifacts/disk.qcow2`
  const { answer } = rawRequest(api.publicUrl, { method: 'PUT', path, body: body() })
  const { status } = await answer.finally(() => db.raw('ALTER TABLE jobs_away RENAME TO jobs'))
  expect(status).toBe(200)
  expect((await api.call('PATCH', `/jobs/${token}`, { body: { result: {} } })).status).toBe(200)
  const kept = await api.artifacts.open(id, 'disk.qcow2')
  expect(kept).toMatchObject({ kind: 'file', size: 2 * half.length })
  if (kept?.kind === 'file') kept.stream.destroy()
})
