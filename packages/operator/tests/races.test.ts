import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { createOperator, type Operator } from '@composer/operator'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { openTransactions, type OpenTransactions } from '../../jobqueue/tests/open-transactions.js'
import { act, channel, claimOne, fail, image, mustClaim, work } from './fixtures.js'

/** One side runs in an open transaction, the other one is seen to wait for it. */
let database: TestDatabase
let queue: JobQueue
let operator: Operator
let transactions: OpenTransactions

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
  operator = createOperator({ db: database.db })
  transactions = openTransactions(database)
})
afterAll(() => database.drop())
beforeEach(() =>
  database.db.raw('TRUNCATE composes, job_leases, lane_pauses, audit_log, revoked_tokens CASCADE'),
)
afterEach(() => transactions.end())

async function failed(): Promise<string> {
  const { composeId } = await queue.enqueue(image())
  await work(queue, 'image-builder-manifest')
  await work(queue, 'osbuild:x86_64', fail)
  return composeId
}

describe('two operators at once', () => {
  it('retry a compose once: the second one finds nothing to do', async () => {
    const composeId = await failed()
    const commit = await transactions.begin(`SELECT operator_retry($1, 'bob', '')`, [composeId])
    const second = operator.retry(composeId, act)
    await transactions.somebodyWaits()
    await commit()
    expect((await second).answer).toBe('nothing-to-do')
    await mustClaim(queue, 'osbuild:x86_64')
    expect(await claimOne(queue, 'osbuild:x86_64')).toBeUndefined()
  })

  it('requeue a job once', async () => {
    await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    const commit = await transactions.begin(`SELECT operator_requeue($1, 'bob', '')`, [held.id])
    const second = operator.requeue(held.id, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await second).toBe('not-running')
  })
})

describe('retry', () => {
  it('of a compose that is being deleted finds nothing, and nothing of it comes back', async () => {
    const composeId = await failed()
    const commit = await transactions.begin('SELECT delete_compose($1)', [composeId])
    const retried = operator.retry(composeId, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await retried).toEqual({ answer: 'unknown' })
    await queue.sweepDeleted(10)
    expect(await claimOne(queue, 'osbuild:x86_64')).toBeUndefined()
  })

  it('keeps a compose from being swept under its hands', async () => {
    const composeId = await failed()
    const commit = await transactions.begin(`SELECT operator_retry($1, 'bob', '')`, [composeId])
    const deleted = queue.deleteGraph(composeId, channel)
    await transactions.somebodyWaits()
    await commit()
    expect((await deleted)?.removedJobs).toHaveLength(2)
    expect(await claimOne(queue, 'osbuild:x86_64')).toBeUndefined()
  })
})

describe('requeue', () => {
  it('of a job whose result comes at the same moment leaves the result', async () => {
    await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    const commit = await transactions.begin(`SELECT finish_job($1, $2, '{}', '{}', false, NULL)`, [
      held.token,
      channel,
    ])
    const requeued = operator.requeue(held.id, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await requeued).toBe('not-running')
    await mustClaim(queue, 'osbuild:x86_64')
  })

  it('makes a result that comes later one of an attempt that is over', async () => {
    await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    const commit = await transactions.begin(`SELECT operator_requeue($1, 'bob', '')`, [held.id])
    const reported = queue.finish({ token: held.token, channel, result: '{}', outcome: {}, failed: false })
    await transactions.somebodyWaits()
    await commit()
    expect(await reported).toBe('unknown')
    await mustClaim(queue, 'image-builder-manifest')
  })
})

describe('a pause', () => {
  it('holds back every claim that begins after it, on every instance', async () => {
    await queue.enqueue(image())
    await operator.pause({ channel: null, type: null }, act)
    const instances = Array.from({ length: 4 }, () => createJobQueue({ db: database.pool(2) }))
    const claimed = await Promise.all(instances.map((one) => claimOne(one, 'image-builder-manifest')))
    expect(claimed).toEqual([undefined, undefined, undefined, undefined])
  })

  it('that ends announces what waited: a listener is told', async () => {
    await queue.enqueue(image())
    await operator.pause({ channel, type: null }, act)
    const [heard] = await transactions.hear('jobs_ready')
    await operator.resume({ channel, type: null }, act)
    expect(await heard).toContain('image-builder-manifest')
  })
})
