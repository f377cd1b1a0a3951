import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { rawRequest } from './raw-request.js'
import { BASE, startWorkerApi, type TestWorkerApi } from './worker.js'

const MiB = 1024 * 1024

let api: TestWorkerApi
beforeAll(async () => {
  api = await startWorkerApi({ UPLOAD_STALL_SECONDS: '1' })
})
afterAll(() => api.stop())

/** Sends the begin of a body and then nothing; resolves when the connection was closed. */
async function stall(method: string, path: string, begin: Buffer, length: number): Promise<void> {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': String(length) }
  async function* body() {
    yield begin
    await new Promise<never>(() => undefined)
  }
  const { sent } = rawRequest(api.publicUrl, { method, path: BASE + path, headers, body: body() })
  await new Promise((resolve) => sent.once('close', resolve))
}

it('closes the connection of a worker that stalls in a file, and keeps nothing of it', async () => {
  const { token } = await api.running()
  await stall('PUT', `/jobs/${token}/artifacts/disk.qcow2`, Buffer.alloc(MiB), 10 * MiB)
  const folder = join(fileURLToPath(api.artifactsUrl), 'incoming')
  while ((await readdir(folder)).length > 0) await setImmediate()
  expect((await api.call('PUT', `/jobs/${token}/artifacts/disk.qcow2`, { body: 'whole' })).status).toBe(200)
})

it('closes the connection of a worker that stalls in a long report, and takes its next one', async () => {
  const { token } = await api.running()
  const begin = Buffer.from('{"result":{"log":"'.padEnd(MiB, 'x'))
  await stall('PATCH', `/jobs/${token}`, begin, 10 * MiB)
  expect((await api.queue.lookup(token, '')).state).toBe('running')
  expect((await api.call('PATCH', `/jobs/${token}`, { body: { result: {} } })).status).toBe(200)
})
