import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import {
  createJobQueue,
  createQueueListener,
  UnknownDependencyError,
  type JobQueue,
} from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { age } from './bulk.js'
import { channel, claimOne, fail, finish, graph, image, job, mustClaim, single } from './graphs.js'

let database: TestDatabase
let queue: JobQueue
let other: JobQueue

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
  other = createJobQueue({ db: database.pool(5) })
})
afterAll(() => database.drop())
beforeEach(() => database.db.raw('TRUNCATE composes, jobs, job_leases CASCADE'))

const stored = async () =>
  Promise.all(
    ['composes', 'jobs', 'job_dependencies'].map(async (table) => (await database.db(table)).length),
  )

/** The promises of README.md, one sentence each. How they hold against chance is in races, plans and the model. */
describe('The queue promises', () => {
  it('1: all jobs of a plan, their dependencies and the compose are stored together or not at all', async () => {
    const unknown = '0190a000-0000-7000-8000-00000000ffff'
    const broken = graph(job('a', 'a'), job('b', 'b', 'a', { jobId: unknown }))
    await expect(queue.enqueue(broken)).rejects.toThrow(UnknownDependencyError)
    expect(await stored()).toEqual([0, 0, 0])
    await queue.enqueue(image())
    expect(await stored()).toEqual([1, 2, 1])
  })

  it('2: jobs of a channel and type leave in the order they became ready, a requeued one first', async () => {
    const ids: string[] = []
    for (let n = 0; n < 3; n += 1) ids.push((await queue.enqueue(single())).composeId)
    expect((await mustClaim(queue, 'a')).id).toBe(ids[0])
    await age(database.db)
    await queue.reap(10)
    expect([(await mustClaim(queue, 'a')).id, (await mustClaim(queue, 'a')).id]).toEqual([ids[0], ids[1]])
  })

  it('3: a ready job goes to exactly one of many callers on several instances', async () => {
    await queue.enqueue(single())
    const claimed = await Promise.all(
      Array.from({ length: 20 }, (_, n) => claimOne(n % 2 ? queue : other, 'a')),
    )
    expect(claimed.filter(Boolean)).toHaveLength(1)
  })

  it('4: result, partial result, progress and heartbeat count only with the token of the current attempt', async () => {
    await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    await age(database.db)
    await queue.reap(10)
    await mustClaim(queue, 'a')
    expect([
      await finish(queue, token),
      await queue.openLongResult({ token, channel, running: true }).keep(),
      await queue.reportProgress(token, channel, { done: 1, total: 2 }),
      (await queue.renew(token, channel)).state,
    ]).toEqual(['unknown', 'other', 'unknown', 'unknown'])
  })

  it('5: the same final report again changes nothing, another one is refused', async () => {
    const { composeId } = await queue.enqueue(single())
    const { token } = await mustClaim(queue, 'a')
    expect([
      await finish(queue, token, '1'),
      await finish(queue, token, '1'),
      await finish(queue, token, '2'),
    ]).toEqual(['finished', 'repeated', 'conflict'])
    expect(await queue.readResult(composeId)).toBe('1')
  })

  it('6: every job ends: requeued twice and then failed with error 27, and its dependents go on', async () => {
    await queue.enqueue(image())
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await mustClaim(queue, 'manifest')
      await age(database.db)
      await queue.reap(10)
    }
    expect((await mustClaim(queue, 'build')).dynamicArgs).toEqual([
      '{"job_error":{"id":27,"reason":"Workers running this job stopped responding more than 2 times."}}',
    ])
  })

  it('6: every job ends: a failure result spreads downstream without a worker', async () => {
    const failureResult = '{"job_error":{"id":31}}'
    const { composeId } = await queue.enqueue(
      graph(
        job('a', 'a'),
        job('b', 'b', { ref: 'a', failureResult }),
        job('c', 'c', { ref: 'b', failureResult }),
      ),
    )
    await fail(queue, (await mustClaim(queue, 'a')).token)
    expect(await queue.readResult(composeId)).toBe(failureResult)
  })

  it('6: every job ends: a failure result applies to a dependency that had failed before', async () => {
    const failed = await queue.enqueue(single())
    await fail(queue, (await mustClaim(queue, 'a')).token)
    const { composeId } = await queue.enqueue(
      graph(job('b', 'b', { jobId: failed.composeId, failureResult: '{"job_error":{"id":31}}' })),
    )
    expect(await queue.readResult(composeId)).toBe('{"job_error":{"id":31}}')
  })

  it('7 and 8: one notification tells which key has a job, and an idle listener asks nothing', async () => {
    const listener = createQueueListener({ connection: { connectionString: database.url } })
    await listener.start()
    const told = new Promise((resolve) => listener.onReady(resolve))
    await queue.enqueue(single())
    expect(await told).toEqual([{ channel, type: 'a' }])
    await listener.stop()
  })

  it('9: the depth of the queue counts what is open, whatever is finished', async () => {
    await queue.enqueue(image())
    await queue.enqueue(image())
    await finish(queue, (await mustClaim(queue, 'manifest')).token)
    await mustClaim(queue, 'build')
    expect(
      (await queue.depth()).map(({ type, pending, running }) => `${type} ${pending} ${running}`),
    ).toEqual(['build 1 1', 'manifest 1 0'])
  })

  it('10: args, results and dynamic args leave byte for byte as they came', async () => {
    const text = '{"n":9223372036854775807, "u":"\\u0000\\ud800","π":1.0e5 ,"a":1,"a":2}'
    await queue.enqueue(graph({ ...job('a', 'a'), args: text }, job('b', 'b', 'a')))
    const claimed = await mustClaim(queue, 'a')
    await finish(queue, claimed.token, text)
    const dependent = await mustClaim(queue, 'b')
    expect([claimed.args, dependent.dynamicArgs[0], await queue.readResult(claimed.id)]).toEqual([
      text,
      text,
      text,
    ])
  })

  it('11: a claim that was not delivered is undone without costing a retry', async () => {
    const { composeId } = await queue.enqueue(single())
    await queue.enqueue(single())
    for (let n = 0; n < 5; n += 1) {
      const claimed = await mustClaim(queue, 'a')
      expect([claimed.id, claimed.attempt]).toEqual([composeId, 1])
      await queue.unclaim(claimed.token)
    }
  })

  it('12: times in the rows are the times of the database', async () => {
    const { composeId } = await queue.enqueue(single())
    await finish(queue, (await mustClaim(queue, 'a')).token)
    const { rows } = await database.db.raw<{ rows: { inside: boolean }[] }>(
      `SELECT queued_at <= ready_at AND ready_at <= started_at AND started_at <= finished_at
         AND finished_at <= clock_timestamp() AS inside FROM jobs WHERE id = :composeId`,
      { composeId },
    )
    expect(rows).toEqual([{ inside: true }])
  })
})
