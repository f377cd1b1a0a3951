import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { MAKER, solved, startMakerApi, type MakerApi } from './makers.js'
import { rawRequest } from './raw-request.js'
import { BASE, startWorkerApi, unknownToken } from './worker.js'

let api: MakerApi
beforeAll(async () => {
  api = await startMakerApi({ REQUEST_JOB_TIMEOUT_SECONDS: '600' })
})
afterAll(() => api.stop())
beforeEach(() => api.clear())

const release = (token: string, who = MAKER) => api.as(who, 'POST', `/jobs/${token}/release`)
const jobOf = async (id: string) =>
  (await api.queue.readGraph(id, 'org-1'))?.jobs.find((job) => job.id === id)

describe('POST …/release: 204', () => {
  it('makes the job ready again at once, and costs it no try', async () => {
    const { id, token } = await api.making('1')
    // More often than a job may be lost.
    let last = token
    for (let count = 0; count < 4; count += 1) {
      const { status, text } = await release(last)
      expect([status, text]).toEqual([204, ''])
      expect((await jobOf(id))?.state).toBe('ready')
      const next = await api.take(MAKER, 'manifest-id-only')
      expect(next.id).toBe(id)
      last = next.token
    }
    expect(await jobOf(id)).toMatchObject({ state: 'running', attempt: 1 })
    await api.loseWorkers()
    expect((await jobOf(id))?.state).toBe('ready')
  })

  it('puts the job back in its place', async () => {
    const first = await api.making('1')
    await api.compose('1')
    await release(first.token)
    expect((await api.take(MAKER, 'manifest-id-only')).id).toBe(first.id)
  })

  it('wakes a maker that waits', async () => {
    const { id, token } = await api.making('1')
    const waiting = api.take(MAKER, 'manifest-id-only')
    await api.untilWaiting(1)
    await release(token)
    expect((await waiting).id).toBe(id)
  })

  it('keeps the children, one that is done and one that runs, for the next maker', async () => {
    const { token } = await api.making('1')
    const sets = (name: string) => ({ grouped_package_sets: { [name]: [] } })
    const args = (name: string) => ({
      ...sets(name),
      module_platform_id: 'p',
      arch: 'x86_64',
      releasever: '1',
    })
    const report = (job: { token: string }) =>
      api.as('1', 'PATCH', `/jobs/${job.token}`, { body: `{"result":${solved}}` })
    const built = api.depsolve(token, args('build'))
    await api.untilSolves('1', 1)
    const done = await api.take('1', 'depsolve')
    await report(done)
    await built
    const second = api.depsolve(token, args('os'))
    await api.untilSolves('1', 1)
    const running = await api.take('1', 'depsolve')

    await release(token)

    expect((await api.as('1', 'GET', `/jobs/${running.token}`)).body.canceled).toBe(false)
    const next = await api.take(MAKER, 'manifest-id-only')
    expect((await api.depsolve(next.token, args('build'))).body.id).toBe(done.id)
    const waiting = api.depsolve(next.token, args('os'))
    await report(running)
    for (const { body } of [await waiting, await second])
      expect(body).toMatchObject({ id: running.id, state: 'finished' })
    expect(await api.database.db('jobs').where({ type: 'depsolve' })).toHaveLength(2)
  })

  it('makes the token worthless', async () => {
    const { token } = await api.making('1')
    await release(token)
    for (const answer of [
      await release(token),
      await api.depsolve(token),
      await api.as(MAKER, 'GET', `/jobs/${token}`),
      await api.as(MAKER, 'PATCH', `/jobs/${token}`, { body: { result: {} } }),
    ])
      expect([answer.status, answer.body.id]).toEqual([404, '5'])
  })
})

describe('POST …/release: 400', () => {
  it('when the token is no UUID', async () => {
    const { status, body } = await release('x')
    expect([status, body.id]).toEqual([400, '7'])
  })

  it('when the job was cancelled', async () => {
    const { id, token } = await api.making('1')
    await api.queue.cancelGraph(id, 'org-1')
    const { status, body } = await release(token)
    expect([status, body.id]).toEqual([400, '6'])
    expect((await jobOf(id))?.state).toBe('cancelled')
  })
})

describe('POST …/release: 401, 404', () => {
  it('without a token nothing is looked at', async () => {
    const { answer } = rawRequest(api.publicUrl, { method: 'POST', path: `${BASE}/jobs/x/release` })
    expect((await answer).status).toBe(401)
  })

  it('for a token that never was, and for one of an attempt that is over', async () => {
    const { id, token } = await api.making('1')
    await api.as(MAKER, 'PATCH', `/jobs/${token}`, { body: { result: { error: 'no' } } })
    for (const one of [unknownToken(), token]) {
      const { status, body } = await release(one)
      expect([status, body.id]).toEqual([404, '5'])
    }
    expect((await jobOf(id))?.state).toBe('finished')
  })

  it('for a tenant, also about what it holds itself, and for a maker about what a worker holds', async () => {
    const { id, token } = await api.making('1')
    void api.depsolve(token)
    await api.untilSolves('1', 1)
    const child = await api.take('1', 'depsolve')
    for (const [one, who] of [
      [token, '1'],
      [child.token, '1'],
      [child.token, MAKER],
    ] as const) {
      const { status, body } = await release(one, who)
      expect([status, body.id]).toEqual([404, '5'])
    }
    for (const one of [id, child.id]) expect((await jobOf(one))?.state).toBe('running')
  })
})

describe('Without authentication', () => {
  it('anybody gives manifests back, and nothing else', async () => {
    const open = await startWorkerApi()
    const manifest = await open.running('manifest-id-only')
    const solve = await open.running('depsolve')
    const answers = [manifest, solve].map(({ token }) => open.call('POST', `/jobs/${token}/release`))
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([204, 404])
    expect(await open.queue.lookup(solve.token, '')).toMatchObject({ state: 'running' })
    await open.stop()
  })
})
