import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { createOperator, type Operator } from '@composer/operator'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { openTransactions, type OpenTransactions } from '../../jobqueue/tests/open-transactions.js'
import { act, channel, claimOne, fail, graph, image, mustClaim, succeed, work } from './fixtures.js'

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
  database.db.raw('TRUNCATE composes, job_leases, workers, lane_pauses, audit_log, revoked_tokens CASCADE'),
)
afterEach(() => transactions.end())

async function failed(): Promise<string> {
  const { composeId } = await queue.enqueue(image())
  await work(queue, 'image-builder-manifest')
  await work(queue, 'osbuild:x86_64', fail)
  return composeId
}

const answers = async () => (await operator.audit({ limit: 10 })).map(({ answer }) => answer)
const age = (interval: string) =>
  database.db.raw('UPDATE job_leases SET beat_at = beat_at - CAST(:interval AS interval)', { interval })

describe('two operators at once', () => {
  it('retry a compose once: the second one finds nothing to do', async () => {
    const composeId = await failed()
    const commit = await transactions.begin(`SELECT operator_retry($1, 'bob', '')`, [composeId])
    const second = operator.retry(composeId, act)
    await transactions.somebodyWaits()
    await commit()
    expect((await second).answer).toBe('nothing-to-do')
    expect(await answers()).toEqual(['nothing-to-do', 'done'])
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
    expect(await answers()).toEqual(['not-running', 'done'])
  })

  it('cancel a compose once', async () => {
    const { composeId } = await queue.enqueue(image())
    const commit = await transactions.begin(`SELECT operator_cancel($1, 'bob', '')`, [composeId])
    const second = operator.cancel(composeId, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await second).toBe(0)
    expect(await answers()).toEqual(['nothing-to-do', 'done'])
  })

  it('pause a lane once', async () => {
    const commit = await transactions.begin(`SELECT operator_pause($1, NULL, 'bob', '')`, [channel])
    const second = operator.pause({ channel, type: null }, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await second).toBe(false)
    expect(await operator.pauses()).toMatchObject([{ channel, type: null, pausedBy: 'bob' }])
    expect(await answers()).toEqual(['nothing-to-do', 'done'])
  })

  it('resume a lane once', async () => {
    await operator.pause({ channel, type: null }, act)
    const commit = await transactions.begin(`SELECT operator_resume($1, NULL, 'bob', '')`, [channel])
    const second = operator.resume({ channel, type: null }, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await second).toBe(false)
    expect(await answers()).toEqual(['nothing-to-do', 'done', 'done'])
  })

  it('expire a worker once', async () => {
    const id = await queue.registerWorker(channel, 'x86_64')
    const commit = await transactions.begin(`SELECT operator_expire_worker($1, 'bob', '')`, [id])
    const second = operator.expireWorker(id, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await second).toBe(false)
    expect(await answers()).toEqual(['nothing-to-do', 'done'])
  })

  it('retry and cancel a compose one after the other', async () => {
    const composeId = await failed()
    const commit = await transactions.begin(`SELECT operator_retry($1, 'bob', '')`, [composeId])
    const cancelled = operator.cancel(composeId, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await cancelled).toBe(1)
    expect(await claimOne(queue, 'osbuild:x86_64')).toBeUndefined()
  })

  it('cancel and requeue a job: the cancel stays', async () => {
    const { composeId } = await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    const commit = await transactions.begin(`SELECT operator_cancel($1, 'bob', '')`, [composeId])
    const requeued = operator.requeue(held.id, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await requeued).toBe('not-running')
    expect(await claimOne(queue, 'image-builder-manifest')).toBeUndefined()
  })
})

describe('cancel', () => {
  it('of a compose that is being deleted finds nothing, and is not written down', async () => {
    const { composeId } = await queue.enqueue(image())
    const commit = await transactions.begin('SELECT delete_compose($1)', [composeId])
    const cancelled = operator.cancel(composeId, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await cancelled).toBeNull()
    expect(await answers()).toEqual([])
  })
})

describe('retry', () => {
  it('waits for a failure that comes at the same moment, and takes it along', async () => {
    const { composeId, jobIds } = await queue.enqueue(
      graph([
        { ref: 'x', type: 'osbuild:x86_64', role: 'build' },
        { ref: 'a', type: 'osbuild:aarch64', role: 'build' },
      ]),
    )
    await work(queue, 'osbuild:x86_64', fail)
    const held = await mustClaim(queue, 'osbuild:aarch64')
    const commit = await transactions.begin(
      `SELECT finish_job($1, $2, '{"job_error":{"id":10}}', '{"job_error":{"id":10}}', true, NULL)`,
      [held.token, channel],
    )
    const retried = operator.retry(composeId, act)
    await transactions.somebodyWaits()
    await commit()
    const answer = await retried
    expect(answer).toMatchObject({ answer: 'done' })
    expect('jobIds' in answer && answer.jobIds.toSorted()).toEqual(Object.values(jobIds).toSorted())
  })

  it('leaves a job of another compose alone that began at the same moment', async () => {
    const { composeId, jobIds } = await queue.enqueue(
      graph([{ ref: 'build', type: 'osbuild:x86_64', role: 'build' }]),
    )
    const clone = graph([{ ref: 'copy', type: 'aws-ec2-copy', role: 'copy' }])
    const [copy] = clone.jobs
    if (!copy || !jobIds.build) throw new Error('The plans have a job each')
    copy.dependsOn = [{ jobId: jobIds.build }]
    const { jobIds: copies } = await queue.enqueue(clone)
    await work(queue, 'osbuild:x86_64', fail)
    const commit = await transactions.begin(
      `SELECT * FROM claim_jobs($1, '{aws-ec2-copy}', ARRAY[gen_random_uuid()], '{NULL}')`,
      [channel],
    )
    const retried = operator.retry(composeId, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await retried).toEqual({ answer: 'done', jobIds: [jobIds.build] })
    expect(await operator.job(copies.copy ?? '')).toMatchObject({ state: 'running' })
  })

  it('of a cancelled job is not undone by the watchdog, which forgets its worker at the same moment', async () => {
    const { composeId } = await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    await operator.cancel(composeId, act)
    await age('1 hour')
    const commit = await transactions.begin(`SELECT operator_retry($1, 'bob', '')`, [composeId])
    expect(await queue.reap(10)).toEqual({ requeued: [], failed: [], forgotten: [] })
    await commit()
    expect(await queue.reap(10)).toEqual({ requeued: [], failed: [], forgotten: [] })
    expect(await queue.renew(held.token, channel)).toMatchObject({ state: 'cancelled' })
    await mustClaim(queue, 'image-builder-manifest')
  })

  it('waits for the watchdog, and then takes up what it ended', async () => {
    const { composeId } = await queue.enqueue(image())
    await mustClaim(queue, 'image-builder-manifest')
    await age('1 hour')
    const commit = await transactions.begin(
      `SELECT * FROM reap_leases('1 minute', 0, '{"job_error":{"id":27}}', 10)`,
      [],
    )
    const retried = operator.retry(composeId, act)
    await transactions.somebodyWaits()
    await commit()
    expect((await retried).answer).toBe('done')
    await mustClaim(queue, 'image-builder-manifest')
  })

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

describe('requeue and the watchdog', () => {
  it('end one attempt, not two: requeue first', async () => {
    await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    await age('1 hour')
    const commit = await transactions.begin(`SELECT operator_requeue($1, 'bob', '')`, [held.id])
    expect((await queue.reap(10)).requeued).toEqual([])
    await commit()
    const again = await mustClaim(queue, 'image-builder-manifest')
    expect((await queue.reap(10)).requeued).toEqual([])
    expect(await succeed(queue, again)).toBe('finished')
  })

  it('end one attempt, not two: watchdog first', async () => {
    await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    await age('1 hour')
    const commit = await transactions.begin(`SELECT * FROM reap_leases('1 minute', 2, '{}', 10)`, [])
    const requeued = operator.requeue(held.id, act)
    await transactions.somebodyWaits()
    await commit()
    expect(await requeued).toBe('not-running')
    expect(await mustClaim(queue, 'image-builder-manifest')).toMatchObject({ attempt: 2 })
  })
})

describe('a pause', () => {
  it('does not wait for a claim that began before it, and leaves it its job', async () => {
    await queue.enqueue(image())
    await queue.enqueue(image())
    const commit = await transactions.begin(
      `SELECT * FROM claim_jobs($1, open_types($1, '{image-builder-manifest}'), ARRAY[gen_random_uuid()], '{NULL}')`,
      [channel],
    )
    expect(await operator.pause({ channel, type: null }, act)).toBe(true)
    await commit()
    expect(await operator.lanes()).toMatchObject([
      { type: 'image-builder-manifest', running: 1, ready: 1, paused: true },
      { type: 'osbuild:x86_64' },
    ])
    expect(await claimOne(queue, 'image-builder-manifest')).toBeUndefined()
  })

  it('holds up no claim before it is stored', async () => {
    await queue.enqueue(image())
    const commit = await transactions.begin(`SELECT operator_pause($1, NULL, 'bob', '')`, [channel])
    await mustClaim(queue, 'image-builder-manifest')
    await commit()
  })

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

  it('that ends announces nothing of other lanes', async () => {
    const build = graph([{ ref: 'build', type: 'osbuild:x86_64', role: 'build' }])
    await queue.enqueue(image())
    await queue.enqueue(build)
    await queue.enqueue({ ...build, channel: 'org-b' })
    await operator.pause({ channel, type: 'osbuild' }, act)
    const [heard] = await transactions.hear('jobs_ready')
    await operator.resume({ channel, type: 'osbuild' }, act)
    expect(JSON.parse((await heard) ?? '')).toEqual([[channel, 'osbuild:x86_64']])
  })
})

describe('what goes back to the queue is announced', () => {
  it('by requeue', async () => {
    await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    const [heard] = await transactions.hear('jobs_ready')
    await operator.requeue(held.id, act)
    expect(await heard).toContain('image-builder-manifest')
  })

  it('by retry', async () => {
    const composeId = await failed()
    const [heard] = await transactions.hear('jobs_ready')
    await operator.retry(composeId, act)
    expect(await heard).toContain('osbuild:x86_64')
  })
})
