import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createJobQueue, type ClaimedJob, type JobQueue } from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import type { Knex } from 'knex'
import { explainingPool, rowsOf, type ExecutedPlan } from './executed-plans.js'
import { age, insertBacklog, insertHistory } from './bulk.js'
import { channel, claimOne, finish, graph, image, job, mustClaim } from './graphs.js'

const history = 200_000
const backlog = 20_000
/** More rows than any of these calls has business with, far fewer than there are. */
const few = 60

interface Stage {
  database: TestDatabase
  queue: JobQueue
  session: Knex
  take(): ExecutedPlan[]
}

/** All calls once: with it a session has its plans, made for the tables as they are now. */
async function everything({ queue, session }: Pick<Stage, 'queue' | 'session'>): Promise<void> {
  const { composeId } = await queue.enqueue(
    graph(job('m', 'manifest'), job('b', 'build', 'm'), job('c', 'copy', 'b')),
  )
  const { token } = await mustClaim(queue, 'manifest', 'build')
  await queue.renew(token, channel)
  await queue.lookup(token, channel)
  await queue.reportProgress(token, channel, { done: 1, total: 2 })
  const long = queue.openLongResult({ token, channel, running: true })
  await long.write(Buffer.from('{}'))
  await long.keep()
  await queue.unclaim(token)
  await finish(queue, (await mustClaim(queue, 'manifest')).token)
  await queue.readGraph(composeId, channel)
  await readTogether(queue, composeId)
  await mustClaim(queue, 'build')
  await age(session)
  await queue.reap(10)
  await queue.cancelGraph(composeId, channel)
  await queue.deleteGraph(composeId, channel)
  await queue.sweepDeleted(10)
  await queue.readyKeys()
  await queue.depth()
  await queue.countQueued(channel, 10)
  await Promise.all([1, 2, 3, 4].map(() => queue.enqueue(image())))
  const claimed = await queue.claim({ channel, types: ['manifest'], workers: [null, null, null, null] })
  await Promise.all(claimed.map((one) => finish(queue, one.token)))
  await queue.claim({ channel, types: ['build'], workers: [null, null, null, null] })
  await queue.enqueue(graph(job('m', madeForAll)))
  const made = await make(queue)
  if (!made) throw new Error('There is no manifest to make')
  await queue.laneOf(made.token, [madeForAll])
  for (const args of ['1', '2', '2']) await ask(queue, made.token, args)
  await finish(queue, made.token)
}

/** The first four do not wait; the others are read by one statement. */
const readTogether = (queue: JobQueue, id: string) =>
  Promise.all(Array.from({ length: 8 }, () => queue.readGraph(id, channel)))

const madeForAll = 'manifest-id-only'
const make = async (queue: JobQueue): Promise<ClaimedJob | undefined> =>
  (await queue.claim({ channel: null, types: [madeForAll], workers: [null] }))[0]
const ask = (queue: JobQueue, token: string, args: string) =>
  queue.enqueueChild({ token, channel, parentTypes: [madeForAll], type: 'depsolve', role: 'solve', args })

/** `analyzed` before anything is in the tables; nothing is analyzed after it was loaded. */
async function prepare(analyzed: boolean): Promise<Stage> {
  const database = await createTestDatabase()
  for (const table of ['composes', 'jobs', 'job_dependencies', 'job_leases']) {
    await database.db.raw(`ALTER TABLE ${table} SET (autovacuum_enabled = off)`)
    if (analyzed) await database.db.raw(`ANALYZE ${table}`)
  }
  const { db: session, take } = explainingPool(database.url)
  const queue = createJobQueue({ db: session })
  // Six times: from then on Postgres keeps a generic plan.
  for (let round = 0; round < 6; round += 1) await everything({ queue, session })
  await insertHistory(database.db, channel, history)
  await insertBacklog(database.db, backlog)
  take()
  return { database, queue, session, take }
}

let stage: Stage
let queue: JobQueue
const setUp = async (analyzed: boolean): Promise<void> => {
  stage = await prepare(analyzed)
  queue = stage.queue
}
const tearDown = async (): Promise<void> => {
  await stage.session.destroy()
  await stage.database.drop()
}

describe('With 200,000 finished jobs and a backlog in other channels, on tables that were never analyzed', () => {
  beforeAll(() => setUp(false), 120_000)
  afterAll(tearDown)
  factsOfPlans()
})

describe('With the same, but plans and statistics from when the tables were empty', () => {
  beforeAll(() => setUp(true), 120_000)
  factsOfPlans()
})

describe('With the same, on the same tables after an ANALYZE', () => {
  beforeAll(async () => {
    await stage.database.db.raw('ANALYZE')
  })
  afterAll(tearDown)
  factsOfPlans()
})

function factsOfPlans(): void {
  /** Runs `work` and fails if one of its statements read a table but `whole` from end to end, or many rows, or sorted many. */
  async function readsFewRows<T>(work: () => Promise<T>, whole = 'watchdog'): Promise<T> {
    stage.take()
    const answer = await work()
    const plans = stage.take()
    expect(plans.length).toBeGreaterThan(0)
    const faults = plans.flatMap(({ query, nodes }) =>
      nodes
        .filter((node) => node['Relation Name'] !== 'watchdog' && node['Relation Name'] !== whole)
        .filter((node) => node['Node Type'] === 'Seq Scan' || rowsOf(node) > few)
        .map((node) => `${node['Node Type']} ${node['Relation Name'] ?? ''}: ${rowsOf(node)} rows: ${query}`),
    )
    expect(faults).toEqual([])
    return answer
  }

  it('enqueue uses indexes only', async () => {
    const { composeId } = await readsFewRows(() => queue.enqueue(image()))
    await readsFewRows(() => queue.enqueue(graph(job('c', 'copy', { jobId: composeId }))))
    await queue.cancelGraph(composeId, channel)
  })

  it('claim uses indexes only, for one type and for several', async () => {
    await queue.enqueue(image())
    expect(await readsFewRows(() => claimOne(queue, 'manifest'))).toBeDefined()
    await queue.enqueue(image())
    expect(await readsFewRows(() => claimOne(queue, 'build', 'manifest'))).toBeDefined()
    expect(await readsFewRows(() => claimOne(queue, 'nothing', 'of-these'))).toBeUndefined()
  })

  describe('of a running job', () => {
    let claimed: ClaimedJob
    beforeAll(async () => {
      await queue.enqueue(image())
      claimed = await mustClaim(queue, 'manifest')
    })

    it('renew uses indexes only', async () => {
      expect((await readsFewRows(() => queue.renew(claimed.token, channel))).state).toBe('running')
    })

    it('progress uses indexes only', async () => {
      const progress = { done: 1, total: 2 }
      expect(await readsFewRows(() => queue.reportProgress(claimed.token, channel, progress))).toBe('stored')
    })

    it('status uses indexes only', async () => {
      expect((await readsFewRows(() => queue.readGraph(claimed.id, channel)))?.jobs).toHaveLength(2)
      const together = await readsFewRows(() => readTogether(queue, claimed.id))
      expect(together.map((read) => read?.jobs.length)).toEqual(Array(8).fill(2))
    })

    it('report uses indexes only, and so does the release of a dependent', async () => {
      expect(await readsFewRows(() => finish(queue, claimed.token))).toBe('finished')
      expect(await readsFewRows(() => finish(queue, claimed.token))).toBe('repeated')
      expect((await readsFewRows(() => mustClaim(queue, 'build'))).dynamicArgs).toEqual(['{}'])
    })
  })

  it('makers find the next manifest of any channel without a look at what else is ready', async () => {
    expect(await readsFewRows(() => make(queue))).toBeUndefined()
    const { composeId } = await queue.enqueue(graph(job('m', madeForAll)))
    expect((await readsFewRows(() => make(queue)))?.id).toBe(composeId)
  })

  it('children are stored, found again and cancelled with indexes only', async () => {
    await queue.enqueue(graph(job('m', madeForAll), job('b', 'build', 'm')))
    const { token } = (await make(queue)) ?? { token: '' }
    expect(await readsFewRows(() => queue.laneOf(token, [madeForAll]))).toBe(channel)
    const child = await readsFewRows(() => ask(queue, token, '1'))
    await ask(queue, token, '2')
    expect(await readsFewRows(() => ask(queue, token, '1'))).toEqual(child)
    expect(await readsFewRows(() => finish(queue, token))).toBe('finished')
    expect((await queue.readGraph(child.id ?? '', channel))?.jobs.map(({ state }) => state)).toEqual([
      'finished',
      'cancelled',
      'cancelled',
      'ready',
    ])
  })

  it('unclaim uses indexes only', async () => {
    await queue.enqueue(image())
    const { token } = await mustClaim(queue, 'manifest')
    expect(await readsFewRows(() => queue.unclaim(token))).toBe(true)
  })

  it('reap reads the leases, and uses indexes for all else', async () => {
    await queue.graceAfterOutage()
    await queue.enqueue(image())
    const { id } = await mustClaim(queue, 'manifest')
    await age(stage.database.db, id)
    const { requeued } = await readsFewRows(() => queue.reap(10), 'job_leases')
    expect(requeued.map(({ jobId }) => jobId)).toContain(id)
  })

  it('cancel, delete and sweep use indexes only', async () => {
    const { composeId } = await queue.enqueue(image())
    const cancelled = await readsFewRows(() => queue.cancelGraph(composeId, channel))
    expect(cancelled?.cancelled).toHaveLength(2)
    const deleted = await readsFewRows(() => queue.deleteGraph(composeId, channel))
    expect(deleted?.removedJobs).toHaveLength(2)
    await readsFewRows(() => queue.sweepDeleted(10))
  })

  it('the keys with ready jobs are found without a look at the backlog behind them', async () => {
    expect((await readsFewRows(() => queue.readyKeys())).length).toBeGreaterThan(10)
  })

  it('the queued jobs of a tenant are counted up to a limit, without a look at those beyond', async () => {
    expect(await readsFewRows(() => queue.countQueued('org-busy-3', 20))).toBe(20)
    expect(await readsFewRows(() => queue.countQueued('org-nobody', 20))).toBe(0)
  })

  it('the depth is counted without a look at what is finished', async () => {
    stage.take()
    await queue.depth()
    const nodes = stage.take().flatMap((plan) => plan.nodes)
    expect(nodes.filter((node) => rowsOf(node) > 3 * backlog)).toEqual([])
  })
}
