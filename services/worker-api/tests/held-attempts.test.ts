import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { startWorkerApi, type TestWorkerApi } from './worker.js'

/** A process without artifacts asks nothing before it finishes what it handed out itself. */
let api: TestWorkerApi
/** Another one over the same database. */
let other: TestWorkerApi
beforeAll(async () => {
  api = await startWorkerApi({ ARTIFACTS_URL: '' })
  other = await startWorkerApi({ ARTIFACTS_URL: '', DATABASE_URL: api.database.url })
})
afterAll(async () => {
  await other.stop()
  await api.stop()
})
beforeEach(() => api.clear())

const result = '{"result":{"transactions":{}}}'
const report = async (token: string, { through = api, body = result } = {}) => {
  const answer = await through.call('PATCH', `/jobs/${token}`, { body })
  return answer.status === 200 ? 200 : `${answer.status} ${answer.body.id}`
}

describe('the report of an attempt that was handed out here', () => {
  it('finishes it; the same again changes nothing, another one is refused', async () => {
    const { token, id } = await api.running()
    expect(await report(token)).toBe(200)
    expect(await report(token)).toBe(200)
    expect(await report(token, { body: '{"result":{}}' })).toBe('404 5')
    expect((await api.queue.readGraph(id, ''))?.jobs).toMatchObject([{ state: 'finished', failed: false }])
  })

  it('counts once for the metrics', async () => {
    const { token } = await api.running('search-packages')
    const body = '{"result":{"packages":[]}}'
    await report(token, { body })
    await report(token, { body })
    const metrics = await (await fetch(`${api.internalUrl}/metrics`)).text()
    expect(metrics).toMatch(/total_jobs\{type="search-packages",status="2xx",[^}]*\} 1\n/)
  })

  it('is refused when the job was cancelled', async () => {
    const { token, id } = await api.running()
    await api.queue.cancelGraph(id, '')
    expect(await report(token)).toBe('400 6')
  })

  it('is refused as cancelled when an operator took it away', async () => {
    const { token, id } = await api.running()
    await api.database.db.raw(`SELECT operator_requeue(:id, 'someone', 'a reason')`, { id })
    expect(await report(token)).toBe('400 6')
  })

  it('is refused when its worker was lost', async () => {
    const { token } = await api.running()
    await api.loseWorkers()
    expect(await report(token)).toBe('404 5')
  })

  it('is taken by another process, too', async () => {
    const { token } = await api.running()
    expect(await report(token, { through: other })).toBe(200)
    expect(await report(token)).toBe(200)
  })
})
