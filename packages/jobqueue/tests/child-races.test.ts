import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createJobQueue, type ClaimedJob, type JobQueue } from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { channel, claimOne, fail, finish, graph, image, job, mustClaim } from './graphs.js'
import { openTransactions, type OpenTransactions } from './open-transactions.js'

/** A child against everything that ends its parent. docs/testing.md names the line behind each of these tests. */
let database: TestDatabase
let queue: JobQueue
let instances: JobQueue[]
let transactions: OpenTransactions

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
  instances = Array.from({ length: 8 }, () => createJobQueue({ db: database.pool(4) }))
  transactions = openTransactions(database)
})
afterAll(() => database.drop())
beforeEach(() => database.db.raw('TRUNCATE composes, jobs, job_leases CASCADE'))
afterEach(() => transactions.end())

const times = (n: number) => Array.from({ length: n }, (_, index) => index)
const at = (n: number): JobQueue => instances[n % instances.length] ?? queue
const parentTypes = ['manifest']
const ask = (token: string, args = '{}', by: JobQueue = queue) =>
  by.enqueueChild({ token, channel, parentTypes, type: 'depsolve', role: 'solve', args })
const states = async () =>
  Object.fromEntries(
    (await database.db<{ type: string; state: string }>('jobs').orderBy('id')).map(({ type, state }) => [
      type,
      state,
    ]),
  )
const stateOf = async (type: string): Promise<string | undefined> => (await states())[type]
const ageOf = (id: string) =>
  database
    .db('job_leases')
    .where({ job_id: id })
    .update({ beat_at: database.db.raw(`now() - interval '1 hour'`) })

async function parent(): Promise<ClaimedJob> {
  await queue.enqueue(image())
  return mustClaim(queue, 'manifest')
}

const childInTransaction = (token: string) =>
  transactions.begin(
    `SELECT enqueue_child($1, $2, '{manifest}', gen_random_uuid(), 'depsolve', 'solve', '{}', sha256(''), false, 100)`,
    [token, channel],
  )

describe('A child that is enqueued while its parent ends', () => {
  const ends: [string, string, (of: ClaimedJob) => Promise<unknown>][] = [
    ['reports that it failed', 'finished', ({ token }) => fail(queue, token)],
    ['is finished', 'finished', ({ token }) => finish(queue, token)],
    ['is cancelled', 'cancelled', ({ id }) => queue.cancelGraph(id, channel)],
    ['is deleted', 'cancelled', ({ id }) => queue.deleteGraph(id, channel)],
  ]

  it.each(ends)('is cancelled with it when it came first: the parent %s', async (name, state, end) => {
    const running = await parent()
    const commit = await childInTransaction(running.token)
    const ended = end(running)
    await transactions.somebodyWaits()
    await commit()
    await ended
    expect(await stateOf('manifest')).toBe(state)
    // A deleted compose keeps only what a worker must be told about.
    expect((await stateOf('depsolve')) ?? 'removed').toBe(name === 'is deleted' ? 'removed' : 'cancelled')
  })

  it('is cancelled with it when it came first: one of several reports', async () => {
    const running = await parent()
    await queue.enqueue(image())
    const other = await mustClaim(queue, 'manifest')
    const commit = await childInTransaction(running.token)
    const finished = database.db
      .raw(
        `SELECT finish_jobs(:tokens, ARRAY[:channel, :channel], '{1,1}', '{"{}","{}"}', '{f,f}', '{NULL,NULL}')`,
        {
          tokens: [running.token, other.token],
          channel,
        },
      )
      .then(() => undefined)
    await transactions.somebodyWaits()
    await commit()
    await finished
    expect(await states()).toMatchObject({ manifest: 'finished', depsolve: 'cancelled' })
  })

  it('is stored or refused when the parent loses its worker at that moment, and cancelled at the last loss', async () => {
    for (const attempt of times(3)) {
      const running = attempt === 0 ? await parent() : await mustClaim(queue, 'manifest')
      await ageOf(running.id)
      const [asked, reaped] = await Promise.all([ask(running.token, String(attempt), at(1)), at(2).reap(10)])
      // A watchdog passes by a job that somebody works on, and looks again.
      const later = await queue.reap(10)
      const fates = [...reaped.requeued, ...later.requeued, ...reaped.failed, ...later.failed]
      expect(fates.map(({ jobId }) => jobId)).toEqual([running.id])
      expect(['child', 'unknown']).toContain(asked.answer)
    }
    const open = await database.db('jobs').where({ type: 'depsolve' }).whereNot({ state: 'cancelled' })
    expect(open).toEqual([])
  })

  it.each(ends)('is refused when it came later: the parent %s', async (_, state, end) => {
    for (const round of times(10)) {
      const running = await parent()
      const [asked] = await Promise.all([ask(running.token, '{}', at(round)), end(running)])
      if (asked.answer === 'child')
        expect((await stateOf('depsolve')) ?? 'removed').toMatch(/cancelled|removed/)
      else expect(asked.answer).toBe(state === 'finished' ? 'unknown' : 'not-running')
      expect(await claimOne(queue, 'depsolve')).toBeUndefined()
      await queue.deleteGraph(running.id, channel)
    }
  })
})

describe('Identical requests for a child', () => {
  it('get one child, however many come at once', async () => {
    for (const round of times(5)) {
      const { token } = await parent()
      const answers = await Promise.all(times(20).map((n) => ask(token, `"${round}"`, at(n))))
      expect(new Set(answers.map(({ answer, id }) => `${answer} ${id ?? ''}`)).size).toBe(1)
    }
    expect(await database.db('jobs').where({ type: 'depsolve' })).toHaveLength(5)
  })

  it('of two attempts get one child: the later one takes it over', async () => {
    const first = await parent()
    const asked = await ask(first.token)
    await ageOf(first.id)
    await queue.reap(10)
    const second = await mustClaim(queue, 'manifest')
    expect(await ask(second.token)).toEqual(asked)
    expect(await ask(first.token)).toMatchObject({ answer: 'unknown' })
    await fail(queue, (await mustClaim(queue, 'depsolve')).token)
    expect(await ask(second.token)).toMatchObject({ id: asked.id, state: 'finished' })
  })
})

describe('A later attempt', () => {
  it('has what failed done anew, and keeps what succeeded', async () => {
    const first = await parent()
    const [failing, good] = [await ask(first.token, '1'), await ask(first.token, '2')]
    await fail(queue, (await mustClaim(queue, 'depsolve')).token)
    await finish(queue, (await mustClaim(queue, 'depsolve')).token)
    expect((await ask(first.token, '1')).id).toBe(failing.id)
    await ageOf(first.id)
    await queue.reap(10)
    const { token } = await mustClaim(queue, 'manifest')
    const anew = await ask(token, '1')
    expect([anew.state, anew.id === failing.id]).toEqual(['ready', false])
    expect(await ask(token, '2')).toEqual({ ...good, state: 'finished' })
  })
})

describe('A parent of many children', () => {
  it('does not meet their finishes crosswise when it ends', async () => {
    for (const round of times(10)) {
      const running = await parent()
      await Promise.all(times(8).map((n) => ask(running.token, String(n), at(n))))
      const claimed = await queue.claim({ channel, types: ['depsolve'], workers: times(8).map(() => null) })
      await Promise.all([
        ...claimed.map(({ token }, n) => finish(at(n), token)),
        round % 2 ? finish(at(round), running.token) : at(round).cancelGraph(running.id, channel),
      ])
      const open = await database
        .db('jobs')
        .where({ type: 'depsolve' })
        .whereNotIn('state', ['finished', 'cancelled'])
      expect(open).toEqual([])
      await queue.deleteGraph(running.id, channel)
    }
  })

  it('of another compose is cancelled with what it depends on, and so are they', async () => {
    const { composeId } = await queue.enqueue(graph(job('a', 'a')))
    await finish(queue, (await mustClaim(queue, 'a')).token)
    const open = await queue.enqueue(graph(job('b', 'b'), job('m', 'manifest', { jobId: composeId })))
    const running = await mustClaim(queue, 'manifest')
    await ask(running.token)
    await queue.cancelGraph(open.composeId, channel)
    expect(await states()).toMatchObject({ a: 'finished', manifest: 'cancelled', depsolve: 'cancelled' })
  })
})

describe('Many makers', () => {
  const manifests = (count: number, lane: string) =>
    Promise.all(
      times(count).map(() => queue.enqueue({ ...graph(job('m', 'manifest-id-only')), channel: lane })),
    )
  const take = (by: JobQueue, count = 1) =>
    by.claim({ channel: null, types: ['manifest-id-only'], workers: times(count).map(() => null) })

  it('take every manifest of every channel once, none twice and none left', async () => {
    await Promise.all(times(6).map((n) => manifests(20, `org-${n}`)))
    const taken = await Promise.all(times(60).map((n) => take(at(n), 1 + (n % 4))))
    const ids = taken.flat().map(({ id }) => id)
    expect([ids.length, new Set(ids).size]).toEqual([120, 120])
    expect(await take(queue)).toEqual([])
  })

  it('do not wait for one another', async () => {
    await manifests(2, 'org-1')
    const commit = await transactions.begin(
      `SELECT * FROM claim_manifests('', ARRAY[gen_random_uuid()], '{NULL}')`,
      [],
    )
    expect(await take(queue)).toHaveLength(1)
    await commit()
  })

  it('of one instance serve the channels in turn, whoever has the longest line', async () => {
    await manifests(6, 'org-1')
    await manifests(2, 'org-2')
    await manifests(1, 'org-3')
    const alone = createJobQueue({ db: database.db })
    const served: string[] = []
    for (const count of [1, 3, 1, 4]) served.push(...(await take(alone, count)).map((one) => one.channel))
    expect(served.join()).toBe('org-1,org-2,org-3,org-1,org-2,org-1,org-1,org-1,org-1')
  })

  it('get no other jobs of all channels', async () => {
    await queue.enqueue(image())
    await expect(queue.claim({ channel: null, types: ['manifest'], workers: [null] })).rejects.toThrow(
      'manifest: not for all channels',
    )
  })
})
