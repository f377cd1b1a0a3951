import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import pg from 'pg'
import { channel, claimOne, fail, finish, graph, image, job, mustClaim, single } from './graphs.js'
import { openTransactions, type OpenTransactions } from './open-transactions.js'

/**
 * Who must wait for whom, played out step by step: one side runs in an open transaction of its own, the other one is
 * seen to wait (or not to) before the first goes on. docs/testing.md names the line behind each of these tests.
 */
let database: TestDatabase
let queue: JobQueue
/** Queues as of further instances, each with connections of its own. */
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
const age = () => database.db.raw(`UPDATE job_leases SET beat_at = beat_at - interval '121 seconds'`)
const stateOf = async (jobId: string) =>
  (await database.db<{ id: string; state: string }>('jobs').where({ id: jobId }).first())?.state
const enqueueOpen = (type: string, dependency: string) =>
  transactions.begin(
    `SELECT enqueue_graph('0190a000-0000-7000-8000-000000000001', $1, 'clone', NULL, NULL, NULL, NULL, '1 hour',
       '{0190a000-0000-7000-8000-000000000001}', ARRAY[$2], '{"{}"}', '{f}', '{f}',
       '{0190a000-0000-7000-8000-000000000001}', '{0}', ARRAY[$3::uuid], ARRAY[NULL::text])`,
    [channel, type, dependency],
  )
const dependent = '0190a000-0000-7000-8000-000000000001'

describe('Many claimers', () => {
  it('hand one job to exactly one of fifty', async () => {
    for (const round of times(5)) {
      await queue.enqueue(single())
      const claimed = await Promise.all(times(50).map((n) => claimOne(at(n + round), 'a')))
      expect(claimed.filter(Boolean)).toHaveLength(1)
    }
  })

  it('take every job once, none twice and none left, with batches of different sizes', async () => {
    await Promise.all(times(120).map(() => queue.enqueue(single())))
    const batches = await Promise.all(
      times(60).map((n) =>
        at(n).claim({ channel, types: ['a'], workers: times(1 + (n % 5)).map(() => null) }),
      ),
    )
    const ids = batches.flat().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(120)
  })

  it('do not wait for one another', async () => {
    const first = await queue.enqueue(single())
    const second = await queue.enqueue(single())
    const commit = await transactions.begin(
      `SELECT * FROM claim_jobs($1, '{a}', ARRAY[gen_random_uuid()], '{NULL}')`,
      [channel],
    )
    const claimed = await claimOne(queue, 'a')
    await commit()
    expect([await stateOf(first.composeId), claimed?.id]).toEqual(['running', second.composeId])
  })

  it('lock only what they take, so that nobody sleeps beside a job that was merely looked at', async () => {
    await Promise.all(times(20).map(() => queue.enqueue(single())))
    const commit = await transactions.begin(
      `SELECT * FROM claim_jobs($1, '{a,b}', ARRAY[gen_random_uuid()], '{NULL}')`,
      [channel],
    )
    const claimed = await queue.claim({ channel, types: ['a'], workers: times(20).map(() => null) })
    await commit()
    expect(claimed).toHaveLength(19)
  })
})

describe('A finish against an enqueue of a dependent', () => {
  it('waits for an enqueue that came first, and then releases its job', async () => {
    const { composeId } = await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    const commit = await enqueueOpen('b', composeId)
    const finished = finish(queue, token)
    await transactions.somebodyWaits()
    await commit()
    expect([await finished, await stateOf(dependent)]).toEqual(['finished', 'ready'])
  })

  it('of a batch of reports waits and releases as well', async () => {
    const { composeId } = await queue.enqueue(single())
    await queue.enqueue(single())
    const tokens = [(await mustClaim(queue, 'a')).token, (await mustClaim(queue, 'a')).token]
    const commit = await enqueueOpen('b', composeId)
    const finished = database.db.raw(
      `SELECT finish_jobs(:tokens, ARRAY[:channel, :channel], '{1,1}', '{"{}","{}"}', '{f,f}', '{NULL,NULL}')`,
      { tokens, channel },
    )
    const answered = finished.then(() => undefined)
    await transactions.somebodyWaits()
    await commit()
    await answered
    expect(await stateOf(dependent)).toBe('ready')
  })

  it('that came first lets the job start at once', async () => {
    const { composeId } = await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    const commit = await transactions.begin(`SELECT finish_job($1, $2, '1', '{}', false, NULL)`, [
      token,
      channel,
    ])
    const enqueued = queue.enqueue(graph(job('b', 'b', { jobId: composeId })))
    await transactions.somebodyWaits()
    await commit()
    expect(await stateOf((await enqueued).composeId)).toBe('ready')
  })

  it('never leaves a job waiting, in any interleaving of many', async () => {
    for (const round of times(12)) {
      const { composeId } = await queue.enqueue(single())
      const { token } = await mustClaim(queue, 'a')
      const enqueues = times(6).map((n) => at(n).enqueue(graph(job('b', 'b', { jobId: composeId }))))
      const [answer] = await Promise.all([finish(at(round), token), ...enqueues])
      expect(answer).toBe('finished')
    }
    const waiting = await database.db('jobs').where({ state: 'waiting' })
    expect(waiting).toEqual([])
  })
})

describe('An enqueue of a dependent', () => {
  it('announces the ready job it had locked, because a claimer passed it by', async () => {
    const { composeId } = await queue.enqueue(single())
    const commit = await enqueueOpen('b', composeId)
    expect(await claimOne(queue, 'a')).toBeUndefined()
    const listening = new pg.Client(database.url)
    await listening.connect()
    const told = new Promise((resolve) => listening.once('notification', ({ payload }) => resolve(payload)))
    await listening.query('LISTEN jobs_ready')
    await commit()
    expect(await told).toBe(`[["${channel}", "a"]]`)
    await listening.end()
  })

  it('is refused when the dependency is cancelled in the meantime', async () => {
    const { composeId } = await queue.enqueue(single())
    const commit = await transactions.begin('SELECT cancel_jobs(ARRAY[$1::uuid])', [composeId])
    const enqueued = queue.enqueue(graph(job('b', 'b', { jobId: composeId })))
    const refused = expect(enqueued).rejects.toThrow(`There is no job ${composeId} to depend on`)
    await transactions.somebodyWaits()
    await commit()
    await refused
  })

  it('that came first is cancelled along with the dependency', async () => {
    const { composeId } = await queue.enqueue(single())
    const commit = await enqueueOpen('b', composeId)
    const cancelled = queue.cancelGraph(composeId, channel)
    await transactions.somebodyWaits()
    await commit()
    expect((await cancelled)?.cancelled.toSorted()).toEqual([composeId, dependent].toSorted())
  })

  it('keeps the build that a sweep was about to remove', async () => {
    const { composeId } = await queue.enqueue(single())
    await finish(queue, (await mustClaim(queue, 'a')).token)
    const commit = await enqueueOpen('b', composeId)
    const deleted = queue.deleteGraph(composeId, channel)
    await transactions.somebodyWaits()
    await commit()
    expect(await deleted).toEqual({ removedJobs: [] })
    expect((await mustClaim(queue, 'b')).dynamicArgs).toEqual(['{}'])
  })
})

describe('A cancel', () => {
  it('against a claim leaves the job either claimed and then cancelled, or never claimed', async () => {
    for (const round of times(25)) {
      const { composeId } = await queue.enqueue(single())
      const [claimed] = await Promise.all([claimOne(at(round), 'a'), queue.cancelGraph(composeId, channel)])
      expect(await stateOf(composeId)).toBe('cancelled')
      if (claimed) expect((await queue.renew(claimed.token, channel)).state).toBe('cancelled')
    }
  })

  it('against a report has one winner, and both sides know who', async () => {
    for (const round of times(25)) {
      const { composeId } = await queue.enqueue(image())
      const { token } = await mustClaim(queue, 'manifest')
      const [answer, cancelled] = await Promise.all([
        finish(at(round), token),
        queue.cancelGraph(composeId, channel),
      ])
      const ended = cancelled?.cancelled.length
      expect([answer, ended]).toEqual(answer === 'finished' ? ['finished', 1] : ['not-running', 2])
      expect(await claimOne(queue, 'build')).toBeUndefined()
    }
  })

  it('does not meet the finishes of its graph crosswise', async () => {
    for (const round of times(10)) {
      const { composeId } = await queue.enqueue(
        graph(
          ...times(6).map((n) => job(`m${n}`, 'm')),
          ...times(6).map((n) => job(`b${n}`, 'b', ...times(6).map((k) => `m${(n + k) % 6}`))),
          job('root', 'r', ...times(6).map((n) => `b${5 - n}`)),
        ),
      )
      const claimed = await queue.claim({ channel, types: ['m'], workers: times(6).map(() => null) })
      await Promise.all([
        ...claimed.map(({ token }, n) => (n % 2 ? fail(at(n), token) : finish(at(n), token))),
        at(round).cancelGraph(composeId, channel),
      ])
      expect(await database.db('jobs').whereIn('state', ['waiting', 'ready', 'running'])).toEqual([])
    }
  })
})

describe('A watchdog', () => {
  it('shares the stale leases with the other one', async () => {
    await Promise.all(times(40).map(() => queue.enqueue(single())))
    await queue.claim({ channel, types: ['a'], workers: times(40).map(() => null) })
    await age()
    const reaped = await Promise.all(times(8).map((n) => at(n).reap(10)))
    const ids = reaped.flatMap(({ requeued }) => requeued.map(({ jobId }) => jobId))
    expect([ids.length, new Set(ids).size]).toEqual([40, 40])
    expect((await queue.claim({ channel, types: ['a'], workers: [null] }))[0]?.attempt).toBe(2)
  })

  it('does not wait for a job that somebody works on', async () => {
    await queue.enqueue(single())
    await queue.enqueue(single())
    const [first] = await queue.claim({ channel, types: ['a'], workers: [null, null] })
    await age()
    const commit = await transactions.begin('SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [first?.id])
    const { requeued } = await queue.reap(10)
    await commit()
    expect(requeued).toHaveLength(1)
  })

  it('against a report leaves the job finished or requeued, never both', async () => {
    for (const round of times(25)) {
      const { composeId } = await queue.enqueue(single())
      const { token } = await mustClaim(queue, 'a')
      await age()
      const [answer, { requeued }] = await Promise.all([finish(at(round), token), queue.reap(10)])
      expect([answer, requeued.length]).toEqual(answer === 'finished' ? ['finished', 0] : ['unknown', 1])
      expect(await stateOf(composeId)).toBe(answer === 'finished' ? 'finished' : 'ready')
      await queue.cancelGraph(composeId, channel)
    }
  })

  it('spares a lease that was renewed while it looked', async () => {
    const { composeId } = await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    await age()
    const commit = await transactions.begin('SELECT renew_lease($1, $2, true)', [token, channel])
    const reaped = queue.reap(10)
    await transactions.somebodyWaits()
    await commit()
    expect([(await reaped).requeued, await stateOf(composeId)]).toEqual([[], 'running'])
  })

  it('gives running jobs one full timeout after nobody had looked for a while, once however many ask', async () => {
    await queue.enqueue(single())
    await mustClaim(queue, 'a')
    await age()
    await database.db.raw(`UPDATE watchdog SET looked_at = looked_at - interval '5 minutes'`)
    const graced = await Promise.all(times(8).map((n) => at(n).graceAfterOutage()))
    expect(graced.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
    expect((await queue.reap(10)).requeued).toEqual([])
  })
})

describe('Concurrent reports', () => {
  it('of the same result are accepted once and recognised afterwards', async () => {
    await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    const answers = await Promise.all(times(10).map((n) => finish(at(n), token)))
    expect(answers.toSorted()).toEqual(['finished', ...times(9).map(() => 'repeated')])
  })

  it('of different results have one winner', async () => {
    await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    const answers = await Promise.all(times(10).map((n) => finish(at(n), token, String(n))))
    expect(answers.toSorted()).toEqual([...times(9).map(() => 'conflict'), 'finished'])
  })

  it('of the last dependencies of one job release it exactly once', async () => {
    for (const round of times(10)) {
      await queue.enqueue(
        graph(...times(5).map((n) => job(`d${n}`, 'd')), job('root', 'r', ...times(5).map((n) => `d${n}`))),
      )
      const claimed = await queue.claim({ channel, types: ['d'], workers: times(5).map(() => null) })
      await Promise.all(claimed.map(({ token }, n) => finish(at(n + round), token)))
      expect((await mustClaim(queue, 'r')).dynamicArgs).toEqual(times(5).map(() => '{}'))
      expect(await claimOne(queue, 'r')).toBeUndefined()
    }
  })
})

describe('Concurrent enqueues', () => {
  it('with one idempotency key store one compose and answer it to all', async () => {
    const keyed = { ...image(), idempotency: { key: 'k', fingerprint: 'f' } }
    const answers = await Promise.all(times(10).map((n) => at(n).enqueue(keyed)))
    expect(new Set(answers.map(({ composeId }) => composeId)).size).toBe(1)
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await database.db('jobs')).toHaveLength(2)
  })
})

function at(n: number): JobQueue {
  return instances[n % instances.length] ?? queue
}
