import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { startWorkerApi, untilMetric, type TestWorkerApi } from './worker.js'

let api: TestWorkerApi

beforeAll(async () => {
  api = await startWorkerApi({
    JOB_HEARTBEAT_TIMEOUT_SECONDS: '60',
    JOB_WATCH_INTERVAL_SECONDS: '1',
    WORKER_WATCH_INTERVAL_SECONDS: '1',
    REQUEST_JOB_TIMEOUT_SECONDS: '50',
  })
})
afterAll(() => api.stop())
beforeEach(() => api.clear())

const tokenOf = (location: unknown) => String(location).split('/').at(-1) ?? ''
const silence = () => api.database.db.raw(`UPDATE job_leases SET beat_at = beat_at - interval '10 minutes'`)
const files = (area: string) => readdir(join(fileURLToPath(api.artifactsUrl), area)).catch(() => [])
const put = (token: string) =>
  api.call('PUT', `/jobs/${token}/artifacts/disk`, { body: 'bytes', headers: { 'Content-Type': 'a/b' } })

describe('The job watchdog', () => {
  it('hands a job of silent workers out again twice, without their artifacts, and then fails it', async () => {
    const id = await api.enqueue('osbuild:x86_64')
    const tokens: string[] = []
    for (const attempt of [1, 2, 3]) {
      // Waits for the watchdog from the second time on.
      const { body } = await api.request('osbuild')
      expect([attempt, body.id]).toEqual([attempt, id])
      tokens.push(tokenOf(body.location))
      await put(tokens.at(-1) ?? '')
      await silence()
    }
    await untilMetric(api.internalUrl, 'image_builder_worker_lease_reaps_total{result="failed"}', 1)
    await untilMetric(api.internalUrl, 'image_builder_worker_lease_reaps_total{result="requeued"}', 2)
    expect(new Set(tokens).size).toBe(3)
    expect(await api.queue.readResult(id)).toBe(
      '{"job_error":{"id":27,"reason":"Workers running this job stopped responding more than 2 times."}}',
    )
    expect(await api.artifacts.open(id, 'disk')).toBeUndefined()
    expect((await api.call('GET', `/jobs/${tokens[2] ?? ''}`)).status).toBe(404)
    while ((await files('staging')).length > 0) await api.call('GET', '/status')
  })

  it('forgets the token of a cancelled job, and its artifacts, when its worker stays silent', async () => {
    const { token, id } = await api.running('osbuild:x86_64')
    await put(token)
    await api.queue.cancelGraph(id, '')
    expect((await api.call('GET', `/jobs/${token}`)).body.canceled).toBe(true)
    await silence()
    while ((await files('staging')).length > 0) await api.call('GET', '/status')
    expect((await api.call('GET', `/jobs/${token}`)).status).toBe(404)
  })
})

describe('The sweep of deleted composes', () => {
  it('removes the jobs and artifacts of a compose when its workers are gone', async () => {
    const { token, id } = await api.running('osbuild:x86_64')
    await put(token)
    await api.call('PATCH', `/jobs/${token}`, {
      body: { result: { success: true, osbuild_output: { success: true } } },
    })
    const second = await api.enqueue('osbuild:x86_64')
    const { body } = await api.request('osbuild')
    expect(body.id).toBe(second)
    await api.queue.deleteGraph(second, '')
    expect((await api.call('GET', `/jobs/${tokenOf(body.location)}`)).body.canceled).toBe(true)
    await api.database.db.raw('UPDATE composes SET deleted_at = clock_timestamp() WHERE id = :id', { id })
    await silence()
    while ((await files('jobs')).length > 0) await api.call('GET', '/status')
    const left = async () =>
      (await api.database.db.raw<{ rows: object[] }>('SELECT id FROM jobs')).rows.length
    while ((await left()) > 0) await api.call('GET', '/status')
  })
})

describe('The worker watchdog', () => {
  it('forgets silent workers', async () => {
    const { body } = await api.call('POST', '/workers', { body: { arch: 'x86_64' } })
    await api.database.db.raw(`UPDATE workers SET seen_at = seen_at - interval '2 hours'`)
    const left = async () =>
      (await api.database.db.raw<{ rows: object[] }>('SELECT id FROM workers')).rows.length
    while ((await left()) > 0) await api.call('GET', '/status')
    expect((await api.call('POST', `/workers/${String(body.worker_id)}/status`)).body.id).toBe('18')
  })
})
