import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startWorkerApi, type TestWorkerApi } from './worker.js'

let api: TestWorkerApi

beforeAll(async () => {
  api = await startWorkerApi()
})
afterAll(() => api.stop())

const scrape = async () => (await (await fetch(`${api.internalUrl}/metrics`)).text()).split('\n')

describe('The metrics', () => {
  it('show on the first scrape what the database holds and what happened', async () => {
    const { token } = await api.running('osbuild:x86_64')
    await api.call('PATCH', `/jobs/${token}`, {
      body: { result: { success: true, osbuild_output: { success: true } } },
    })
    const failed = await api.running('depsolve')
    await api.call('PATCH', `/jobs/${failed.token}`, {
      body: { result: { job_error: { id: 20, reason: 'no' } } },
    })
    await api.running('depsolve')
    await api.enqueue('osbuild:aarch64')
    await api.enqueue('osbuild:x86_64')
    await api.call('POST', '/workers', { body: { arch: 'aarch64' } })
    const lines = await scrape()
    expect(lines).toEqual(
      expect.arrayContaining([
        'image_builder_worker_total_jobs{type="osbuild",status="2xx",tenant="",arch="x86_64"} 1',
        'image_builder_worker_total_jobs{type="depsolve",status="4xx",tenant="",arch=""} 1',
        'image_builder_worker_pending_jobs{type="osbuild",tenant=""} 2',
        'image_builder_worker_running_jobs{type="depsolve",tenant=""} 1',
        'image_builder_worker_active_workers{tenant="",arch="aarch64"} 1',
        'image_builder_worker_listener_live 1',
        'image_builder_worker_waiting_polls 0',
        'image_builder_worker_lease_reaps_total{result="requeued"} 0',
        'image_builder_worker_job_wait_duration_seconds_count{type="depsolve",tenant="",arch=""} 2',
        'image_builder_worker_job_duration_seconds_count{type="osbuild",status="2xx",tenant="",arch="x86_64"} 1',
      ]),
    )
    const names = new Set(lines.map((line) => /^\w+/.exec(line)?.[0]))
    for (const name of [
      'image_builder_worker_request_count',
      'image_builder_worker_http_duration_seconds_bucket',
      'image_builder_worker_oldest_ready_job_seconds',
      'image_builder_worker_claim_duration_seconds_bucket',
      'image_builder_worker_database_size_bytes',
      'image_builder_worker_database_pool_connections',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      expect(names).toContain(name)
    }
  })

  it.each([32, 640, 1536, 1792, 2049])('have the boundary of %i s that dashboards ask for', async (le) => {
    expect((await scrape()).some((line) => line.includes(`job_duration_seconds_bucket{le="${le}",`))).toBe(
      true,
    )
    expect(
      (await scrape()).some((line) => line.includes(`job_wait_duration_seconds_bucket{le="${le}",`)),
    ).toBe(true)
  })

  it('name routes and never what a caller made up', async () => {
    await api.call('GET', '/made-up')
    await api.call('GET', '/jobs/made-up-token')
    expect((await scrape()).filter((line) => line.includes('made-up'))).toEqual([])
  })
})

describe('The internal port', () => {
  it('tells that the service is alive and ready, and what that stands on', async () => {
    expect((await fetch(`${api.internalUrl}/livez`)).status).toBe(200)
    const ready = await fetch(`${api.internalUrl}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([
      200,
      {
        status: 'ready',
        checks: {
          database: { ok: true, text: 'takes writes' },
          clock: { ok: true, text: 'agrees' },
          listener: { ok: true, text: 'live' },
          pauses: { ok: true, text: 'none' },
        },
      },
    ])
  })

  it('says so when the service polls instead of listening', async () => {
    const polling = await startWorkerApi({ DATABASE_LISTEN_URL: 'none' })
    try {
      const ready = await fetch(`${polling.internalUrl}/readyz`)
      expect([ready.status, ((await ready.json()) as { checks: object }).checks]).toMatchObject([
        200,
        { listener: { text: 'polling' } },
      ])
      const waiting = polling.request('depsolve')
      const id = await polling.enqueue()
      const first = await waiting
      expect((first.status === 201 ? first : await polling.request('depsolve')).body.id).toBe(id)
    } finally {
      await polling.stop()
    }
  })
})
