import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { createOperator, type ComposeFilter, type Operator } from '@composer/operator'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { act, channel, fail, image, work } from './fixtures.js'

let database: TestDatabase
let queue: JobQueue
let operator: Operator

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
  operator = createOperator({ db: database.db })
})
afterAll(() => database.drop())
beforeEach(() =>
  database.db.raw(
    'TRUNCATE composes, jobs, job_dependencies, job_leases, workers, lane_pauses, audit_log, revoked_tokens CASCADE',
  ),
)

const ids = async (filter: Partial<ComposeFilter>) =>
  (await operator.composes({ limit: 10, ...filter })).composes.map((compose) => compose.id)

describe('the list of composes', () => {
  it('is newest first, and goes on where a page ended, whatever comes in between', async () => {
    const made: string[] = []
    for (let n = 0; n < 5; n += 1) made.unshift((await queue.enqueue(image())).composeId)
    const first = await operator.composes({ limit: 2 })
    await queue.enqueue(image())
    const second = await operator.composes({ limit: 2, cursor: first.next ?? '' })
    const third = await operator.composes({ limit: 2, cursor: second.next ?? '' })
    expect([...first.composes, ...second.composes, ...third.composes].map(({ id }) => id)).toEqual(made)
    expect(third.next).toBeNull()
  })

  it('is found by every member of the filter', async () => {
    const a = await queue.enqueue(image({ externalId: 'ext-1' }))
    const b = await queue.enqueue(
      image({
        channel: 'org-b',
        request: JSON.stringify({
          distribution: 'rhel-9.6',
          image_requests: [{ image_type: 'aws' }, { image_type: 'guest-image' }],
        }),
      }),
    )
    expect(await ids({ externalId: 'ext-1' })).toEqual([a.composeId])
    expect(await ids({ channel: 'org-b' })).toEqual([b.composeId])
    expect(await ids({ distribution: 'rhel-9.6' })).toEqual([b.composeId])
    expect(await ids({ imageType: 'aws' })).toEqual([b.composeId])
    expect(await ids({ imageType: 'guest-image' })).toEqual([b.composeId, a.composeId])
    expect(await ids({ to: new Date(0) })).toEqual([])
    expect(await ids({ from: new Date(0) })).toEqual([b.composeId, a.composeId])
    await work(queue, 'image-builder-manifest', fail)
    await work(queue, 'osbuild:x86_64', fail)
    expect(await ids({ state: 'failed' })).toEqual([a.composeId])
    expect(await ids({ state: 'waiting' })).toEqual([b.composeId])
  })

  it('is found by the id of a compose or job, or the beginning of one', async () => {
    const { composeId, jobIds } = await queue.enqueue(image())
    expect(await ids({ id: composeId })).toEqual([composeId])
    expect(await ids({ id: (jobIds.manifest ?? '').toUpperCase() })).toEqual([composeId])
    expect(await ids({ id: composeId.slice(0, 13) })).toEqual([composeId])
    await expect(ids({ id: 'xyz' })).rejects.toThrow('id: must be')
    await expect(ids({ cursor: 'bm9uc2Vuc2U' })).rejects.toThrow('cursor: is not')
  })

  it('shows a request that jsonb refuses without its facts', async () => {
    const { composeId } = await queue.enqueue(image({ request: '{"distribution":"a\\u0000b"}' }))
    expect((await operator.composes({ limit: 1 })).composes).toMatchObject([
      { id: composeId, distribution: null, imageTypes: [] },
    ])
  })
})

describe('a compose', () => {
  it('tells its errors from the deepest cause up, and what was done to it', async () => {
    const { composeId, jobIds } = await queue.enqueue(image())
    await work(queue, 'image-builder-manifest', (q, job) => fail(q, job, 20))
    await work(queue, 'osbuild:x86_64', (q, job) => fail(q, job, 9))
    await operator.cancel(composeId, act)
    const compose = await operator.compose(composeId)
    expect(compose?.errors.map(({ jobId, error }) => [jobId, error.id])).toEqual([
      [jobIds.manifest, 20],
      [jobIds.build, 9],
    ])
    expect(compose?.audit).toMatchObject([{ action: 'cancel', answer: 'nothing-to-do' }])
    expect(compose?.state).toBe('failed')
  })

  it('is nowhere once it is deleted', async () => {
    const { composeId } = await queue.enqueue(image())
    await queue.deleteGraph(composeId, channel)
    expect(await operator.compose(composeId)).toBeUndefined()
    expect(await ids({ id: composeId })).toEqual([])
  })
})

describe('trends', () => {
  it('count the jobs that ended, by type and over time', async () => {
    for (let n = 0; n < 3; n += 1) await queue.enqueue(image())
    await work(queue, 'image-builder-manifest')
    await work(queue, 'image-builder-manifest')
    await work(queue, 'image-builder-manifest', fail)
    const { types, points } = await operator.trends('hour')
    expect(types).toMatchObject([{ type: 'image-builder-manifest', finished: 2, failed: 1, cancelled: 0 }])
    expect(types[0]?.p95Seconds).toBeGreaterThanOrEqual(types[0]?.p50Seconds ?? Number.POSITIVE_INFINITY)
    expect(points).toHaveLength(30)
    expect(points.at(-1)).toMatchObject({ finished: 2, failed: 1 })
  })
})

describe('open jobs', () => {
  it('are listed by state, oldest first, with or without an architecture', async () => {
    const first = await queue.enqueue(image())
    const second = await queue.enqueue(image())
    await work(queue, 'image-builder-manifest')
    const listed = async (filter: Parameters<Operator['jobs']>[0]) =>
      (await operator.jobs(filter)).map(({ id }) => id)
    expect(await listed({ state: 'ready', limit: 10 })).toEqual([second.jobIds.manifest, first.jobIds.build])
    expect(await listed({ state: 'ready', type: 'osbuild', limit: 10 })).toEqual([first.jobIds.build])
    expect(await listed({ state: 'waiting', channel, limit: 10 })).toEqual([second.jobIds.build])
    expect(await listed({ state: 'running', limit: 10 })).toEqual([])
  })
})

describe('failures', () => {
  it('are counted by type and error', async () => {
    for (let n = 0; n < 3; n += 1) {
      await queue.enqueue(image())
      await work(queue, 'image-builder-manifest', (q, job) => fail(q, job, n === 0 ? 20 : 8))
    }
    expect(await operator.failures(3600)).toEqual([
      { type: 'image-builder-manifest', errorId: 8, reason: 'broken', count: 2 },
      { type: 'image-builder-manifest', errorId: 20, reason: 'broken', count: 1 },
    ])
  })
})

describe('the database', () => {
  it('tells its sizes, its sessions and what is overdue', async () => {
    await queue.enqueue(image({ retentionSeconds: -1 }))
    await work(queue, 'image-builder-manifest')
    const state = await operator.database()
    expect(state.tables.map(({ name }) => name)).toContain('jobs')
    expect(state.overdue).toMatchObject({ composes: 1 })
    expect(state.storage).toMatchObject([{ channel, type: 'image-builder-manifest', jobs: 1 }])
    expect(state.limits.connections).toBeGreaterThan(0)
  })
})
