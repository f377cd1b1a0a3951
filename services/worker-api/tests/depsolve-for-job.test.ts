import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { rawRequest } from './raw-request.js'
import { depsolveArgs, MAKER, solved, startMakerApi, type MakerApi, type Taken } from './makers.js'
import { BASE, unknownToken } from './worker.js'

let api: MakerApi
/** One whose time is soon over. */
let brief: MakerApi
beforeAll(async () => {
  api = await startMakerApi({ MAX_REQUEST_BYTES: '65536', REQUEST_JOB_TIMEOUT_SECONDS: '600' })
  brief = await startMakerApi()
})
afterAll(async () => {
  await api.stop()
  await brief.stop()
})
beforeEach(() => Promise.all([api.clear(), brief.clear()]))

const report = (job: Taken, result: string, by: MakerApi = api) =>
  by.as('1', 'PATCH', `/jobs/${job.token}`, { body: `{"result":${result}}` })
const stateOf = async (id: string) =>
  (await api.queue.readGraph(id, 'org-1'))?.jobs.find((job) => job.id === id)?.state
/** The worker or maker of this job falls silent, and of no other. */
const lose = async (id: string) => {
  await api.database.db.raw(
    `UPDATE job_leases SET beat_at = beat_at - interval '10 minutes' WHERE job_id = :id`,
    { id },
  )
  await api.queue.reap(100)
}
const failure =
  '{"job_error":{"id":20,"reason":"DNF error occurred: DepsolveError","details":"missing packages: x"}}'

/** A post whose child a worker of the tenant has. */
async function solving(): Promise<{ job: Taken; posted: ReturnType<MakerApi['depsolve']>; child: Taken }> {
  const job = await api.making('1')
  const posted = api.depsolve(job.token)
  await api.untilSolves('1', 1)
  return { job, posted, child: await api.take('1', 'depsolve') }
}

describe('POST …/depsolve: 200', () => {
  it('relays the result of a worker of the tenant byte for byte', async () => {
    const { job, posted, child } = await solving()
    await report(child, solved)
    const { status, text, body } = await posted
    expect(status).toBe(200)
    expect(body).toMatchObject({
      href: `${BASE}/jobs/${job.token}/depsolve`,
      id: child.id,
      kind: 'DepsolveJob',
      state: 'finished',
    })
    expect(text).toMatch(/"state":"finished","result":.*\}$/)
    expect(text.slice(text.indexOf('"result":') + 9, -1)).toBe(solved)
  })

  it('relays one of many megabytes', async () => {
    const { posted, child } = await solving()
    const large = `{"transactions":{"os":[[]]},"note":"${'é€🙂'.repeat(1_000_000)}"}`
    await report(child, large)
    const { text } = await posted
    expect(text.endsWith(`"result":${large}}`)).toBe(true)
  })

  it('is what a failed child comes to, with its error', async () => {
    const { posted, child } = await solving()
    await report(child, failure)
    const { status, body } = await posted
    expect([status, body.state, body.result]).toEqual([200, 'finished', JSON.parse(failure)])
  })

  it('tells of a child that was cancelled while its parent goes on', async () => {
    const { job, posted, child } = await solving()
    await api.database.db.raw('SELECT cancel_jobs(ARRAY[:id::uuid])', { id: child.id })
    for (const { status, body } of [await posted, await api.depsolve(job.token)]) {
      expect([status, body.id, body.state, body.result]).toEqual([200, child.id, 'cancelled', undefined])
    }
  })

  it('answers at once when the same was solved before', async () => {
    const { job, posted, child } = await solving()
    await report(child, solved)
    await posted
    const again = await api.depsolve(job.token)
    expect([again.status, again.body.id, again.body.state]).toEqual([200, child.id, 'finished'])
  })
})

describe('POST …/depsolve: 202', () => {
  it('comes when the time is over, and asking again finds the same child', async () => {
    const { token } = await brief.making('1')
    const first = await brief.depsolve(token)
    expect([first.status, first.body.state, first.body.result]).toEqual([202, 'ready', undefined])
    const child = await brief.take('1', 'depsolve')
    expect(child.id).toBe(first.body.id)
    const second = await brief.depsolve(token)
    expect([second.status, second.body.state, second.body.id]).toEqual([202, 'running', child.id])
    await report(child, solved, brief)
    expect((await brief.depsolve(token)).body).toMatchObject({ state: 'finished', id: child.id })
  })

  it('waits without asking the database', async () => {
    const { token } = await brief.making('1')
    await brief.database.db.raw('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
    const calls = async () => {
      const { rows } = await brief.database.db.raw<{ rows: { calls: string }[] }>(
        `SELECT calls FROM pg_stat_statements WHERE query ~ '(read_compose|enqueue_child)\\('
         AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      )
      return rows.reduce((sum, row) => sum + Number(row.calls), 0)
    }
    const before = await calls()
    await brief.depsolve(token)
    // The child is stored, looked at once before the wait and once behind it.
    expect((await calls()) - before).toBe(3)
  })

  it('is answered at once when the service stops', async () => {
    const stopping = await startMakerApi({ REQUEST_JOB_TIMEOUT_SECONDS: '600' })
    const { token } = await stopping.making('1')
    const posted = stopping.depsolve(token)
    await stopping.untilSolves('1', 1)
    const stopped = stopping.stop()
    expect((await posted).status).toBe(202)
    expect(await stopped).toBe(true)
  })
})

describe('POST …/depsolve: 400', () => {
  it.each<[string, unknown, string]>([
    ['a member is missing', { ...depsolveArgs, releasever: undefined }, 'releasever is missing'],
    [
      'a package set is not whole',
      { ...depsolveArgs, grouped_package_sets: { os: [{ Include: ['bash'] }] } },
      'grouped_package_sets.os[0].Exclude is missing',
    ],
    ['a member has another type', { ...depsolveArgs, arch: 1 }, 'arch must be string'],
    [
      'there is no such kind of SBOM',
      { ...depsolveArgs, sbom_type: 'cyclonedx' },
      'sbom_type must be equal to one of the allowed values: spdx, ',
    ],
  ])('when %s, and says which', async (_, args, fault) => {
    const { token } = await api.making('1')
    const { status, body } = await api.depsolve(token, args)
    expect([status, body.id, body.details]).toEqual([400, '10', fault])
    expect(await api.database.db('jobs').where({ type: 'depsolve' })).toEqual([])
  })

  it.each(['{', '', '[]', 'null'])('when the body is %j', async (body) => {
    const { token } = await api.making('1')
    const answer = await api.as(MAKER, 'POST', `/jobs/${token}/depsolve`, { body })
    expect([answer.status, answer.body.id]).toEqual([400, '10'])
  })

  it('when the token is no UUID', async () => {
    const { status, body } = await api.depsolve('x')
    expect([status, body.id]).toEqual([400, '7'])
  })

  it('when the job was cancelled', async () => {
    const { id, token } = await api.making('1')
    await api.queue.cancelGraph(id, 'org-1')
    const { status, body } = await api.depsolve(token)
    expect([status, body.id]).toEqual([400, '6'])
  })
})

describe('POST …/depsolve: 409', () => {
  it('when the job has a hundred children', async () => {
    const { token } = await api.making('1')
    const ask = (args: string) =>
      api.queue.enqueueChild({
        token,
        channel: 'org-1',
        parentTypes: ['manifest-id-only'],
        type: 'depsolve',
        role: 'solve',
        args,
      })
    for (let count = 0; count < 100; count += 1) await ask(String(count))
    const { status, body } = await api.depsolve(token)
    expect([status, body.id]).toEqual([409, '409'])
    expect((await ask('99')).answer).toBe('child')
  })
})

describe('POST …/depsolve: 401, 413, 415', () => {
  it('without a token nothing is looked at', async () => {
    const { answer } = rawRequest(api.publicUrl, {
      method: 'POST',
      path: `${BASE}/jobs/x/depsolve`,
      body: '{',
    })
    expect((await answer).status).toBe(401)
  })

  it('a body has its limit', async () => {
    const { token } = await api.making('1')
    const { status } = await api.depsolve(token, { ...depsolveArgs, note: 'x'.repeat(65536) })
    expect(status).toBe(413)
  })

  it('a body is JSON', async () => {
    const { token } = await api.making('1')
    const { status, body } = await api.as(MAKER, 'POST', `/jobs/${token}/depsolve`, {
      body: depsolveArgs,
      headers: { 'Content-Type': 'text/plain' },
    })
    expect([status, body.id]).toEqual([415, '3'])
  })
})

describe('POST …/depsolve: 404', () => {
  it('for a token that never was, and for one of an attempt that is over', async () => {
    const { token } = await api.making('1')
    await api.as(MAKER, 'PATCH', `/jobs/${token}`, { body: { result: { error: 'no' } } })
    for (const one of [unknownToken(), token]) {
      const { status, body } = await api.depsolve(one)
      expect([status, body.id]).toEqual([404, '5'])
    }
  })
})

describe('A child', () => {
  it("is a job of its parent's compose and tenant, and the compose's root stays the root", async () => {
    const { job, posted, child } = await solving()
    const graph = await api.queue.readGraph(job.id, 'org-1')
    expect(graph?.compose.id).toBe(job.composeId)
    expect(graph?.jobs.map(({ id, role, parentId }) => [id, role, parentId])).toEqual([
      [job.id, 'manifest', null],
      [child.id, 'solve', job.id],
      [job.composeId, 'build', null],
    ])
    expect(child.composeId).toBe(job.composeId)
    await report(child, solved)
    await posted
  })

  it('leaves no args when it ends: they may hold the credentials of repositories', async () => {
    const { posted, child } = await solving()
    expect(JSON.parse((await api.queue.readArgs(child.id)) ?? '')).toEqual(depsolveArgs)
    await report(child, solved)
    await posted
    expect(await api.queue.readArgs(child.id)).toBe('{}')
  })

  const ends: [string, (job: Taken) => Promise<unknown>][] = [
    ['reports that it failed', (job) => finish(job, { error: 'no' })],
    ['reports a manifest', (job) => finish(job, { data: {}, info: {} })],
    ['is cancelled', (job) => api.queue.cancelGraph(job.id, 'org-1')],
    ['loses its maker for the last time', (job) => loseThree(job)],
  ]
  const finish = (job: Taken, result: object) =>
    api.as(MAKER, 'PATCH', `/jobs/${job.token}`, { body: { result } })
  async function loseThree(job: Taken): Promise<void> {
    for (const _ of [1, 2]) {
      await lose(job.id)
      await api.take(MAKER, 'manifest-id-only')
    }
    await lose(job.id)
  }

  it.each(ends)('is cancelled when its parent %s, and its worker is told', async (_, end) => {
    const { job, posted, child } = await solving()
    await end(job)
    const { status, body } = await posted
    expect([status, body.state]).toEqual([200, 'cancelled'])
    expect((await api.as('1', 'GET', `/jobs/${child.token}`)).body.canceled).toBe(true)
    expect((await report(child, solved)).status).toBe(400)
  })

  it('goes with its compose when that is deleted', async () => {
    const { job, posted, child } = await solving()
    await report(child, solved)
    await posted
    await api.queue.deleteGraph(job.id, 'org-1')
    expect(await api.database.db('jobs').where({ id: child.id })).toEqual([])
  })
})

describe('A maker that dies while children run', () => {
  it('is replaced by one that finds them at work, and what they have done', async () => {
    const job = await api.making('1')
    const os = { ...depsolveArgs, grouped_package_sets: { os: [] } }
    const build = { ...depsolveArgs, grouped_package_sets: { build: [] } }
    const first = api.depsolve(job.token, build)
    await api.untilSolves('1', 1)
    const done = await api.take('1', 'depsolve')
    await report(done, solved)
    await first
    const second = api.depsolve(job.token, os)
    await api.untilSolves('1', 1)
    const running = await api.take('1', 'depsolve')
    await lose(job.id)
    const next = await api.take(MAKER, 'manifest-id-only')
    expect([next.id, await stateOf(running.id)]).toEqual([job.id, 'running'])
    expect((await api.depsolve(job.token)).status).toBe(404)
    const found = await api.depsolve(next.token, build)
    expect([found.status, found.body.id]).toEqual([200, done.id])
    const waiting = api.depsolve(next.token, os)
    await report(running, solved)
    for (const { body } of [await waiting, await second])
      expect(body).toMatchObject({ id: running.id, state: 'finished' })
    expect(await api.database.db('jobs').where({ type: 'depsolve' })).toHaveLength(2)
  })

  it('has what failed solved anew by the next one, which then keeps to that answer', async () => {
    const { job, posted, child } = await solving()
    await report(child, failure)
    await posted
    await api.loseWorkers()
    const { token } = await api.take(MAKER, 'manifest-id-only')
    const second = api.depsolve(token)
    await api.untilSolves('1', 1)
    const retried = await api.take('1', 'depsolve')
    expect([retried.id === child.id, retried.composeId]).toEqual([false, job.composeId])
    await report(retried, failure)
    await second
    expect((await api.depsolve(token)).body.id).toBe(retried.id)
  })
})

describe('A child whose workers die', () => {
  it('is handed out again twice, and then its failure is the answer', async () => {
    const job = await api.making('1')
    const posted = api.depsolve(job.token)
    for (const _ of [1, 2, 3]) {
      await lose((await api.take('1', 'depsolve')).id)
    }
    const { status, body } = await posted
    expect([status, body.state, body.result]).toEqual([
      200,
      'finished',
      { job_error: { id: 27, reason: 'Workers running this job stopped responding more than 2 times.' } },
    ])
    expect((await api.as(MAKER, 'GET', `/jobs/${job.token}`)).body.canceled).toBe(false)
  })
})

describe('A tenant without workers', () => {
  it('keeps its maker waiting, and its compose, until one comes', async () => {
    const job = await brief.making('1')
    for (const _ of [1, 2]) expect((await brief.depsolve(job.token)).body.state).toBe('ready')
    await expect(brief.take('2', 'depsolve')).rejects.toThrow('204')
    const graph = await brief.queue.readGraph(job.id, 'org-1')
    expect(graph?.jobs.map(({ state }) => state)).toEqual(['running', 'ready', 'waiting'])
    await report(await brief.take('1', 'depsolve'), solved, brief)
    expect((await brief.depsolve(job.token)).body.state).toBe('finished')
  })
})
