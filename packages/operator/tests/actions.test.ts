import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createJobQueue, type ClaimedJob, type JobQueue } from '@composer/jobqueue'
import { createOperator, type Operator } from '@composer/operator'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { act, channel, claimOne, fail, graph, image, koji, mustClaim, succeed, work } from './fixtures.js'

let database: TestDatabase
let queue: JobQueue
let operator: Operator

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db, maxRequeues: 2 })
  operator = createOperator({ db: database.db })
})
afterAll(() => database.drop())
beforeEach(() =>
  database.db.raw(
    'TRUNCATE composes, jobs, job_dependencies, job_leases, workers, lane_pauses, audit_log, revoked_tokens CASCADE',
  ),
)

const states = async (composeId: string) =>
  Object.fromEntries(
    ((await operator.compose(composeId))?.jobList ?? []).map((job) => [
      job.role,
      job.failed ? 'failed' : job.state,
    ]),
  )
const nobody = '00000000-0000-4000-8000-000000000000'

describe('cancel', () => {
  it('ends what is unfinished once, and says so every time', async () => {
    const { composeId } = await queue.enqueue(image())
    expect(await operator.cancel(composeId, act)).toBe(2)
    expect(await operator.cancel(composeId, act)).toBe(0)
    expect(await states(composeId)).toEqual({ manifest: 'cancelled', build: 'cancelled' })
    const rows = await operator.audit({ limit: 10 })
    expect(rows).toMatchObject([
      {
        actor: 'alice',
        action: 'cancel',
        subjectId: composeId,
        reason: 'night shift',
        answer: 'nothing-to-do',
      },
      { answer: 'done', details: { jobs: 2 } },
    ])
  })

  it('knows no deleted and no unknown compose, and writes nothing for it', async () => {
    const { composeId } = await queue.enqueue(image())
    await queue.deleteGraph(composeId, channel)
    expect(await operator.cancel(composeId, act)).toBeNull()
    expect(await operator.cancel(nobody, act)).toBeNull()
    expect(await operator.audit({ limit: 10 })).toEqual([])
  })

  it('knows no deleted compose whose worker was not told yet; nor do the others', async () => {
    const { composeId } = await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    await queue.deleteGraph(composeId, channel)
    expect(await operator.cancel(composeId, act)).toBeNull()
    expect(await operator.retry(composeId, act)).toEqual({ answer: 'unknown' })
    expect(await operator.requeue(held.id, act)).toBe('unknown')
    expect(await operator.audit({ limit: 10 })).toEqual([])
  })
})

describe('retry from failure', () => {
  it('does again what failed, and not what succeeded', async () => {
    const { composeId, jobIds } = await queue.enqueue(image())
    await work(queue, 'image-builder-manifest')
    await work(queue, 'osbuild:x86_64', fail)
    expect(await operator.retry(composeId, act)).toEqual({ answer: 'done', jobIds: [jobIds.build] })
    expect(await states(composeId)).toEqual({ manifest: 'finished', build: 'ready' })
    const again = await mustClaim(queue, 'osbuild:x86_64')
    expect(again).toMatchObject({ id: jobIds.build, attempt: 1, dynamicArgs: ['{}'] })
    await succeed(queue, again)
    expect((await operator.compose(composeId))?.state).toBe('succeeded')
  })

  it('keeps the story of the attempts before', async () => {
    const { composeId, jobIds } = await queue.enqueue(image())
    await work(queue, 'image-builder-manifest')
    await work(queue, 'osbuild:x86_64', fail)
    await operator.retry(composeId, act)
    await work(queue, 'osbuild:x86_64')
    const job = await operator.job(jobIds.build ?? '')
    expect(job?.attempts).toMatchObject([
      { attempt: 1, ending: 'retried', error: { id: 10, reason: 'broken' } },
      { attempt: 1, ending: 'succeeded', error: null },
    ])
  })

  it('gives what a failure ended downstream another try, after it', async () => {
    const parts = graph([
      { ref: 'resolve', type: 'container-resolve', role: 'resolve' },
      { ref: 'manifest', type: 'image-builder-manifest', role: 'manifest' },
      { ref: 'build', type: 'osbuild:x86_64', role: 'build', needs: ['manifest'] },
    ])
    const [, manifest] = parts.jobs
    if (!manifest) throw new Error('The plan has no manifest')
    manifest.dependsOn = [
      { ref: 'resolve', failureResult: '{"job_error":{"id":31,"reason":"no container"}}' },
    ]
    const { composeId, jobIds } = await queue.enqueue(parts)
    await work(queue, 'container-resolve', fail)
    await work(queue, 'osbuild:x86_64', fail)
    expect(await states(composeId)).toEqual({ resolve: 'failed', manifest: 'failed', build: 'failed' })
    expect((await operator.retry(composeId, act)).answer).toBe('done')
    expect(await states(composeId)).toEqual({ resolve: 'ready', manifest: 'waiting', build: 'waiting' })
    expect((await operator.job(jobIds.manifest ?? ''))?.attempts).toEqual([])
    for (const type of ['container-resolve', 'image-builder-manifest', 'osbuild:x86_64'])
      await work(queue, type)
    expect((await operator.compose(composeId))?.state).toBe('succeeded')
  })

  it('takes a cancelled compose up again', async () => {
    const { composeId } = await queue.enqueue(image())
    await operator.cancel(composeId, act)
    expect((await operator.retry(composeId, act)).answer).toBe('done')
    expect(await states(composeId)).toEqual({ manifest: 'ready', build: 'waiting' })
  })

  it('reserves a koji build anew that was closed by its failure', async () => {
    const { composeId } = await queue.enqueue(koji())
    await work(queue, 'koji-init')
    await work(queue, 'image-builder-manifest')
    await work(queue, 'osbuild:x86_64', fail)
    await work(queue, 'koji-finalize')
    expect((await operator.retry(composeId, act)).answer).toBe('done')
    expect(await states(composeId)).toEqual({
      init: 'ready',
      manifest: 'finished',
      build: 'waiting',
      finalize: 'waiting',
    })
  })

  it('says that erased args make it impossible, and offers a request that lacks nothing', async () => {
    const parts = [
      { ref: 'manifest', type: 'image-builder-manifest', role: 'manifest', confidential: true },
    ] as const
    const open = await queue.enqueue(graph([...parts]))
    await work(queue, 'image-builder-manifest', fail)
    expect(await operator.retry(open.composeId, act)).toEqual({
      answer: 'erased',
      jobIds: [open.jobIds.manifest],
      request: expect.stringContaining('fedora-43'),
    })
    const request = JSON.stringify({ customizations: { users: [{ name: 'a', password: '[redacted]' }] } })
    const secret = await queue.enqueue(graph([...parts], { request }))
    await work(queue, 'image-builder-manifest', fail)
    expect(await operator.retry(secret.composeId, act)).toMatchObject({ answer: 'erased', request: null })
    expect(await states(secret.composeId)).toEqual({ manifest: 'failed' })
  })

  it('finds nothing to do where nothing failed', async () => {
    const { composeId } = await queue.enqueue(image())
    expect(await operator.retry(composeId, act)).toEqual({ answer: 'nothing-to-do', jobIds: [] })
    expect(await operator.retry(nobody, act)).toEqual({ answer: 'unknown' })
  })

  it('tells the worker of a cancelled attempt to stop after its token is gone', async () => {
    const { composeId } = await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    await operator.cancel(composeId, act)
    await operator.retry(composeId, act)
    expect(await queue.renew(held.token, channel)).toMatchObject({ state: 'cancelled', jobId: held.id })
    expect(await succeed(queue, held)).toBe('unknown')
    expect(await states(composeId)).toEqual({ manifest: 'ready', build: 'waiting' })
  })
})

describe('a job that had children', () => {
  const ask = ({ token }: ClaimedJob) =>
    queue.enqueueChild({
      token,
      channel,
      parentTypes: ['image-builder-manifest'],
      type: 'depsolve',
      role: 'solve',
      args: '{"packages":["bash"]}',
    })

  it('has what failed done anew after a retry, whatever the count of its attempts', async () => {
    const { composeId } = await queue.enqueue(image())
    await ask(await mustClaim(queue, 'image-builder-manifest'))
    await database.db.raw(`UPDATE job_leases SET beat_at = beat_at - interval '1 hour'`)
    await queue.reap(10)
    const second = await mustClaim(queue, 'image-builder-manifest')
    const before = await ask(second)
    await work(queue, 'depsolve', fail)
    await fail(queue, second)
    await operator.retry(composeId, act)
    const after = await ask(await mustClaim(queue, 'image-builder-manifest'))
    expect(after).toMatchObject({ answer: 'child', state: 'ready' })
    expect(after).not.toEqual(before)
    await work(queue, 'depsolve')
  })

  it('has what was cancelled with it done anew', async () => {
    const { composeId } = await queue.enqueue(image())
    await ask(await mustClaim(queue, 'image-builder-manifest'))
    await operator.cancel(composeId, act)
    await operator.retry(composeId, act)
    expect(await ask(await mustClaim(queue, 'image-builder-manifest'))).toMatchObject({ state: 'ready' })
  })

  it('keeps what succeeded', async () => {
    const { composeId } = await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    const before = await ask(held)
    await work(queue, 'depsolve')
    await fail(queue, held)
    await operator.retry(composeId, act)
    const after = await ask(await mustClaim(queue, 'image-builder-manifest'))
    expect(after).toMatchObject({ id: 'id' in before && before.id, state: 'finished' })
  })

  it('has what failed done anew after a requeue, and keeps what goes on', async () => {
    await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    const open = await ask(held)
    await operator.requeue(held.id, act)
    const again = await mustClaim(queue, 'image-builder-manifest')
    expect(await ask(again)).toEqual(open)
    await work(queue, 'depsolve', fail)
    await operator.requeue(held.id, act)
    expect(await ask(await mustClaim(queue, 'image-builder-manifest'))).toMatchObject({ state: 'ready' })
  })
})

describe('requeue', () => {
  it('takes the job from its worker, which is told, and costs no retry', async () => {
    const { jobIds } = await queue.enqueue(image())
    const held = await mustClaim(queue, 'image-builder-manifest')
    expect(await operator.requeue(held.id, act)).toBe('done')
    expect(await operator.requeue(held.id, act)).toBe('not-running')
    expect(await queue.renew(held.token, channel)).toMatchObject({ state: 'cancelled' })
    expect(await queue.renew(held.token, 'org-b')).toEqual({ state: 'unknown' })
    expect(await succeed(queue, held)).toBe('unknown')
    const again = await mustClaim(queue, 'image-builder-manifest')
    expect(again).toMatchObject({ id: held.id, attempt: 1 })
    expect((await operator.job(jobIds.manifest ?? ''))?.attempts).toMatchObject([
      { attempt: 1, ending: 'requeued' },
      { attempt: 1, ending: null },
    ])
    expect(await operator.requeue(nobody, act)).toBe('unknown')
    expect((await operator.audit({ limit: 10 })).map(({ action, answer }) => [action, answer])).toEqual([
      ['requeue', 'not-running'],
      ['requeue', 'done'],
    ])
  })
})

describe('the story of a job', () => {
  it('tells of hand-outs that did not arrive and of workers that fell silent', async () => {
    const { jobIds } = await queue.enqueue(image())
    const first = await mustClaim(queue, 'image-builder-manifest')
    await queue.unclaim(first.token)
    await mustClaim(queue, 'image-builder-manifest')
    await database.db.raw(`UPDATE job_leases SET beat_at = beat_at - interval '1 hour'`)
    await queue.reap(10)
    await work(queue, 'image-builder-manifest')
    const job = await operator.job(jobIds.manifest ?? '')
    expect(job?.attempts.map(({ attempt, ending }) => [attempt, ending])).toEqual([
      [1, 'returned'],
      [1, 'lost'],
      [2, 'succeeded'],
    ])
  })
})

describe('a paused lane', () => {
  it('hands out nothing new until it is resumed; what runs goes on', async () => {
    await queue.enqueue(image())
    await queue.enqueue(image())
    const running = await mustClaim(queue, 'image-builder-manifest')
    expect(await operator.pause({ channel, type: 'image-builder-manifest' }, act)).toBe(true)
    expect(await operator.pause({ channel, type: 'image-builder-manifest' }, act)).toBe(false)
    expect(await claimOne(queue, 'image-builder-manifest')).toBeUndefined()
    expect(await succeed(queue, running)).toBe('finished')
    await work(queue, 'osbuild:x86_64')
    expect(await operator.resume({ channel, type: 'image-builder-manifest' }, act)).toBe(true)
    expect(await operator.resume({ channel, type: 'image-builder-manifest' }, act)).toBe(false)
    await mustClaim(queue, 'image-builder-manifest')
  })

  it.each([
    ['a tenant', { channel, type: null }],
    ['a type of every tenant', { channel: null, type: 'osbuild:x86_64' }],
    ['a type on all architectures', { channel: null, type: 'osbuild' }],
    ['everything', { channel: null, type: null }],
  ])('can be %s', async (_name, lane) => {
    await queue.enqueue(graph([{ ref: 'build', type: 'osbuild:x86_64', role: 'build' }]))
    await operator.pause(lane, act)
    expect(await claimOne(queue, 'osbuild:x86_64')).toBeUndefined()
    expect(await operator.lanes()).toMatchObject([
      { channel, type: 'osbuild:x86_64', ready: 1, paused: true },
    ])
    await operator.resume(lane, act)
    await mustClaim(queue, 'osbuild:x86_64')
  })

  it('leaves other tenants and types alone', async () => {
    await queue.enqueue(graph([{ ref: 'build', type: 'osbuild:x86_64', role: 'build' }]))
    await operator.pause({ channel: 'org-b', type: null }, act)
    await operator.pause({ channel, type: 'osbuild:aarch64' }, act)
    await mustClaim(queue, 'osbuild:x86_64')
  })

  it('stays paused while others are resumed', async () => {
    const lanes = [
      { channel: null, type: null },
      { channel, type: null },
      { channel: null, type: 'osbuild' },
      { channel, type: 'osbuild' },
    ]
    for (const lane of lanes) await operator.pause(lane, act)
    for (const [place, lane] of lanes.entries()) {
      await operator.resume(lane, act)
      expect(await operator.pauses()).toMatchObject(lanes.slice(place + 1))
    }
  })

  it('holds manifests back from makers, and only those of its tenant', async () => {
    const manifest = (lane: string) =>
      queue.enqueue(
        graph([{ ref: 'manifest', type: 'manifest-id-only', role: 'manifest' }], { channel: lane }),
      )
    await manifest('org-a')
    const other = await manifest('org-b')
    await operator.pause({ channel: 'org-a', type: null }, act)
    const claim = () => queue.claim({ channel: null, types: ['manifest-id-only'], workers: [null, null] })
    expect((await claim()).map((job) => job.composeId)).toEqual([other.composeId])
    await operator.resume({ channel: 'org-a', type: null }, act)
    expect((await claim()).map((job) => job.channel)).toEqual(['org-a'])
  })
})

describe('a worker', () => {
  it('is forgotten once', async () => {
    const id = await queue.registerWorker(channel, 'x86_64')
    expect(await operator.workers()).toMatchObject([{ id, channel, arch: 'x86_64', jobs: [] }])
    expect(await operator.expireWorker(id, act)).toBe(true)
    expect(await operator.expireWorker(id, act)).toBe(false)
    expect(await queue.touchWorker(id, channel)).toBe(false)
  })
})
