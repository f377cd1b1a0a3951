import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import {
  createJobQueue,
  IdempotencyConflictError,
  UnknownDependencyError,
  type JobQueue,
  type NewGraph,
  type NewJob,
} from '@composer/jobqueue'

let database: TestDatabase
let queue: JobQueue

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
})
afterAll(() => database.drop())
beforeEach(() => database.db.raw('TRUNCATE composes, jobs, job_leases, workers CASCADE'))

const channel = 'org-a'
const job = (ref: string, type: string, ...dependsOn: NewJob['dependsOn']): NewJob => ({
  ref,
  type,
  role: 'build',
  args: `{"ref":"${ref}"}`,
  dependsOn,
})
const graph = (...jobs: NewJob[]): NewGraph => ({
  channel,
  kind: 'image',
  jobs,
  request: null,
  retentionSeconds: 3600,
})
const image = () =>
  graph(job('manifest', 'image-builder-manifest'), job('build', 'osbuild:x86_64', { ref: 'manifest' }))
const claimOne = async (type: string) => (await queue.claim({ channel, types: [type], workers: [null] }))[0]
const mustClaim = async (type: string) => {
  const claimed = await claimOne(type)
  if (!claimed) throw new Error(`No ${type} job is ready`)
  return claimed
}
const finish = (token: string, result = '{}', failed = false) =>
  queue.finish({
    token,
    channel,
    result,
    outcome: failed ? { job_error: { id: 1, reason: 'x' } } : {},
    failed,
  })

describe('The job queue', () => {
  it('offers a dependent when its last dependency has finished, with the results in enqueue order', async () => {
    await queue.enqueue(graph(job('a', 'a'), job('b', 'b'), job('c', 'c', { ref: 'b' }, { ref: 'a' })))
    expect(await claimOne('c')).toBeUndefined()
    await finish((await mustClaim('a')).token, '{"of": "a", "n": 9223372036854775807}')
    expect(await claimOne('c')).toBeUndefined()
    await finish((await mustClaim('b')).token, '{"of": "b", "nul": "\\u0000"}')
    const claimed = await mustClaim('c')
    expect(claimed.dynamicArgs).toEqual([
      '{"of": "b", "nul": "\\u0000"}',
      '{"of": "a", "n": 9223372036854775807}',
    ])
    expect(claimed.args).toBe('{"ref":"c"}')
  })

  it('answers the same report again, refuses another one, and knows no foreign token', async () => {
    await queue.enqueue(image())
    const { token } = await mustClaim('image-builder-manifest')
    expect(await queue.finish({ token, channel: 'org-b', result: '1', outcome: {}, failed: false })).toBe(
      'unknown',
    )
    expect(await finish(token, '{"x": 1}')).toBe('finished')
    expect(await finish(token, '{"x": 1}')).toBe('repeated')
    expect(await finish(token, '{"x": 2}')).toBe('conflict')
    expect(await queue.lookup(token, channel)).toMatchObject({
      state: 'finished',
      type: 'image-builder-manifest',
    })
    expect(await queue.lookup(token, 'org-b')).toEqual({ state: 'unknown' })
  })

  it('takes a Buffer for a result as the text it is', async () => {
    const { composeId } = await queue.enqueue(graph(job('a', 'a')))
    const { token } = await mustClaim('a')
    expect(
      await queue.finish({
        token,
        channel,
        result: Buffer.from('{"ü": "✓\\u0000"}'),
        outcome: {},
        failed: false,
      }),
    ).toBe('finished')
    expect(await queue.readResult(composeId)).toBe('{"ü": "✓\\u0000"}')
  })

  it('finishes dependents with their failure result when the dependency fails, and so on downstream', async () => {
    const failureResult = '{"job_error":{"id":31,"reason":"Error in container resolve job dependency"}}'
    const { jobIds } = await queue.enqueue(
      graph(
        job('c', 'container-resolve'),
        job('m', 'manifest', { ref: 'c', failureResult }),
        job('b', 'osbuild:x86_64', { ref: 'm' }),
      ),
    )
    await finish((await mustClaim('container-resolve')).token, '{"job_error":{"id":30}}', true)
    expect(await queue.readResult(jobIds.m ?? '')).toBe(failureResult)
    expect((await mustClaim('osbuild:x86_64')).dynamicArgs).toEqual([failureResult])
  })

  it('puts an undelivered job back to its place without using up a retry', async () => {
    await queue.enqueue(graph(job('first', 'a')))
    await queue.enqueue(graph(job('second', 'a')))
    const first = await mustClaim('a')
    expect(await queue.unclaim(first.token)).toBe(true)
    const again = await mustClaim('a')
    expect(again).toMatchObject({ id: first.id, attempt: 1 })
    expect(await queue.unclaim(first.token)).toBe(false)
  })

  it('requeues a stale attempt twice, to the front, and then fails it with error 27', async () => {
    const { composeId } = await queue.enqueue(graph(job('first', 'a')))
    await queue.enqueue(graph(job('second', 'a')))
    for (const attempt of [1, 2, 3]) {
      const claimed = await mustClaim('a')
      expect(claimed).toMatchObject({ id: composeId, attempt })
      await database.db.raw(`UPDATE job_leases SET beat_at = beat_at - interval '121 seconds'`)
      const reaped = await queue.reap(10)
      expect([reaped.requeued.length, reaped.failed.length]).toEqual(attempt < 3 ? [1, 0] : [0, 1])
      expect(await queue.lookup(claimed.token, channel)).toEqual({ state: 'unknown' })
    }
    expect(JSON.parse((await queue.readResult(composeId)) ?? '')).toEqual({
      job_error: { id: 27, reason: 'Workers running this job stopped responding more than 2 times.' },
    })
  })

  it('cancels a graph with everything downstream and lets the running worker hear of it', async () => {
    const { composeId } = await queue.enqueue(image())
    const { token } = await mustClaim('image-builder-manifest')
    expect((await queue.cancelGraph(composeId, channel))?.cancelled).toHaveLength(2)
    expect(await queue.renew(token, channel)).toMatchObject({ state: 'cancelled' })
    expect(await finish(token)).toBe('not-running')
    expect(await claimOne('osbuild:x86_64')).toBeUndefined()
  })

  describe('erases the args of a confidential job', () => {
    const confidential = (ref: string, ...dependsOn: NewJob['dependsOn']): NewJob => ({
      ...job(ref, ref, ...dependsOn),
      confidential: true,
    })
    const pair = () => graph(confidential('a'), job('b', 'b', { ref: 'a' }))
    const argsOf = async (id: string | undefined) => queue.readArgs(id ?? '')
    const doomed = (dependency: NewJob['dependsOn'][number]) =>
      confidential('c', { ...dependency, failureResult: '{"job_error":{"id":30,"reason":"c"}}' })

    it('when it finishes, and no others', async () => {
      const { jobIds } = await queue.enqueue(pair())
      const { token, args } = await mustClaim('a')
      expect(args).toBe('{"ref":"a"}')
      await finish(token)
      expect(await argsOf(jobIds.a)).toBe('{}')
      await finish((await mustClaim('b')).token)
      expect(await argsOf(jobIds.b)).toBe('{"ref":"b"}')
    })

    it('when it finishes in a batch', async () => {
      const graphs = await Promise.all([1, 2, 3, 4].map(() => queue.enqueue(pair())))
      const claimed = await queue.claim({ channel, types: ['a'], workers: [null, null, null, null] })
      await Promise.all(claimed.map(({ token }) => finish(token)))
      for (const { jobIds } of graphs) expect(await argsOf(jobIds.a)).toBe('{}')
    })

    it('when it is cancelled', async () => {
      const { composeId, jobIds } = await queue.enqueue(pair())
      await queue.cancelGraph(composeId, channel)
      expect(await argsOf(jobIds.a)).toBe('{}')
      expect(await argsOf(jobIds.b)).toBe('{"ref":"b"}')
    })

    it('when its workers fell silent too often, and not before', async () => {
      const { jobIds } = await queue.enqueue(pair())
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        expect((await mustClaim('a')).args).toBe('{"ref":"a"}')
        await database.db.raw(`UPDATE job_leases SET beat_at = beat_at - interval '121 seconds'`)
        await queue.reap(10)
      }
      expect(await argsOf(jobIds.a)).toBe('{}')
    })

    it('when a dependency dooms it, now or before it came', async () => {
      const { composeId, jobIds } = await queue.enqueue(graph(job('a', 'a'), doomed({ ref: 'a' })))
      await finish((await mustClaim('a')).token, '{}', true)
      expect(await argsOf(composeId)).toBe('{}')
      const later = await queue.enqueue(graph(doomed({ jobId: jobIds.a ?? '' })))
      expect(await argsOf(later.composeId)).toBe('{}')
    })
  })

  it.each([
    { end: 'finishes', failed: false },
    { end: 'fails', failed: true },
  ])('leaves a cancelled dependent cancelled when its dependency $end', async ({ failed }) => {
    const { composeId } = await queue.enqueue(image())
    const failureResult = '{"job_error":{"id":30,"reason":"copy"}}'
    const runs = await queue.enqueue(graph(job('run', 'copy', { jobId: composeId })))
    const dooms = await queue.enqueue(graph(job('doom', 'copy', { jobId: composeId, failureResult })))
    for (const copy of [runs, dooms]) await queue.cancelGraph(copy.composeId, channel)
    await finish((await mustClaim('image-builder-manifest')).token)
    expect(await finish((await mustClaim('osbuild:x86_64')).token, '{}', failed)).toBe('finished')
    for (const copy of [runs, dooms]) {
      expect((await queue.readGraph(copy.composeId, channel))?.jobs[0]?.state).toBe('cancelled')
    }
  })

  it('hides a deleted compose at once and keeps what a clone needs until the clone goes', async () => {
    const { composeId } = await queue.enqueue(graph(job('build', 'osbuild:x86_64')))
    await finish((await mustClaim('osbuild:x86_64')).token)
    const clone = await queue.enqueue({
      ...graph(job('copy', 'aws-ec2-copy', { jobId: composeId })),
      kind: 'clone',
    })
    expect(await queue.deleteGraph(composeId, channel)).toEqual({ removedJobs: [] })
    expect(await queue.readGraph(composeId, channel)).toBeUndefined()
    expect((await mustClaim('aws-ec2-copy')).dynamicArgs).toEqual(['{}'])
    await queue.deleteGraph(clone.composeId, channel)
    await database.db.raw(`UPDATE job_leases SET beat_at = beat_at - interval '121 seconds'`)
    expect((await queue.reap(10)).forgotten).toHaveLength(1)
    const swept = [await queue.sweepDeleted(10), await queue.sweepDeleted(10)].flatMap(
      ({ removedJobs }) => removedJobs,
    )
    expect(swept.toSorted()).toEqual([composeId, clone.composeId].toSorted())
    expect((await database.db('composes').count())[0]).toEqual({ count: '0' })
  })

  it('refuses a dependency that does not exist, is foreign or was cancelled, and stores nothing', async () => {
    const { composeId } = await queue.enqueue(graph(job('a', 'a')))
    await queue.cancelGraph(composeId, channel)
    for (const jobId of [composeId, '0b0f1f3c-1111-4a4a-9c9c-aaaaaaaaaaaa']) {
      await expect(queue.enqueue(graph(job('b', 'b', { jobId })))).rejects.toThrow(UnknownDependencyError)
    }
    expect((await database.db('composes').count())[0]).toEqual({ count: '1' })
  })

  it('answers an idempotency key with the first compose and refuses it for another request', async () => {
    const keyed = (fingerprint: string) => ({ ...image(), idempotency: { key: 'k', fingerprint } })
    const first = await queue.enqueue(keyed('f1'))
    expect(await queue.enqueue(keyed('f1'))).toEqual({
      composeId: first.composeId,
      jobIds: {},
      replayed: true,
    })
    await expect(queue.enqueue(keyed('f2'))).rejects.toThrow(IdempotencyConflictError)
    await database.db.raw(`UPDATE composes SET created_at = created_at - interval '25 hours'`)
    expect((await queue.enqueue(keyed('f2'))).replayed).toBe(false)
  })

  it('lists a tenant’s composes newest first and reads graphs in plan order', async () => {
    const older = await queue.enqueue(image())
    const newer = await queue.enqueue(image())
    const { total, graphs } = await queue.listGraphs(channel, { limit: 1, offset: 0 })
    expect([total, graphs.map(({ compose }) => compose.id)]).toEqual([2, [newer.composeId]])
    const read = await queue.readGraph(older.jobIds.manifest ?? '', channel)
    expect(read?.jobs.map(({ type, state }) => `${type} ${state}`)).toEqual([
      'image-builder-manifest ready',
      'osbuild:x86_64 waiting',
    ])
    expect(read?.jobs[1]?.dependsOn).toEqual([older.jobIds.manifest])
  })

  it('answers everybody who asks at the same moment with their own graph', async () => {
    const stored = await Promise.all(Array.from({ length: 30 }, () => queue.enqueue(image())))
    const foreign = await queue.enqueue({ ...image(), channel: 'org-b' })
    const ids = stored.flatMap(({ composeId, jobIds }) => [composeId, jobIds.manifest ?? '', composeId])
    const [own, ...none] = await Promise.all([
      Promise.all(ids.map((id) => queue.readGraph(id, channel))),
      queue.readGraph(foreign.composeId, channel),
      queue.readGraph(randomUUID(), channel),
      queue.readGraph(ids[0] ?? '', 'org-b'),
    ])
    expect(none).toEqual([undefined, undefined, undefined])
    expect(own.map((read) => read?.compose.id)).toEqual(
      stored.flatMap(({ composeId }) => [composeId, composeId, composeId]),
    )
    for (const [at, read] of own.entries())
      expect(read).toEqual(await queue.readGraph(ids[at] ?? '', channel))
  })

  it('refuses an id that is none, and nobody who asks at the same moment', async () => {
    const { composeId } = await queue.enqueue(image())
    const answers = await Promise.allSettled(
      Array.from({ length: 12 }, (_, at) => queue.readGraph(at === 9 ? 'no-uuid' : composeId, channel)),
    )
    expect(answers.map(({ status }) => status)).toEqual(
      Array.from({ length: 12 }, (_, at) => (at === 9 ? 'rejected' : 'fulfilled')),
    )
  })

  it('keeps the role of a job', async () => {
    const share = { ...job('share', 'aws-ec2-share', { ref: 'build' }), role: 'share' }
    const { composeId, jobIds } = await queue.enqueue(graph(job('build', 'osbuild:x86_64'), share))
    const roles = (rows: { role: string | null }[] | undefined) => rows?.map(({ role }) => role)

    expect(roles((await queue.readGraph(composeId, channel))?.jobs)).toEqual(['build', 'share'])
    const { graphs } = await queue.listGraphs(channel, { limit: 1, offset: 0 })
    expect(roles(graphs[0]?.jobs)).toEqual(['build', 'share'])
    expect(roles(await queue.readDependents(jobIds.build ?? '', 'share'))).toEqual(['share'])
    expect(await queue.readDependents(jobIds.build ?? '', 'copy')).toEqual([])
  })

  it('takes graphs of the release before roles, whose jobs have the role of their type', async () => {
    const types: [string, string | null][] = [
      ['container-resolve', 'resolve'],
      ['ostree-resolve', 'resolve'],
      ['image-builder-manifest', 'manifest'],
      ['bootc-manifest', 'manifest'],
      ['osbuild:aarch64', 'build'],
      ['koji-init', 'init'],
      ['koji-finalize', 'finalize'],
      ['aws-ec2-copy', 'copy'],
      ['aws-ec2-share', 'share'],
      ['depsolve', 'solve'],
      ['search-packages', 'search'],
      ['of-tomorrow', null],
    ]
    const ids = types.map((_, n) => `0b0f1f3c-1111-4a4a-9c9c-${String(n).padStart(12, '0')}`)
    const none = types.map(() => false)
    await database.db.raw(
      `SELECT * FROM enqueue_graph(:root::uuid, 'org-a', 'image', NULL, NULL, NULL, NULL, interval '1 hour',
         :ids::uuid[], :types::text[], :args::text[], :none::boolean[], :none::boolean[],
         '{}', '{}', '{}', '{}')`,
      { root: ids.at(-1) ?? '', ids, types: types.map(([type]) => type), args: ids.map(() => '{}'), none },
    )
    const read = await queue.readGraph(ids.at(-1) ?? '', channel)
    expect(read?.jobs.map(({ type, role }) => [type, role])).toEqual(types)
    // The release before reads what this one enqueues, too.
    const { composeId } = await queue.enqueue(image())
    const { rows } = await database.db.raw<{ rows: { type: string }[] }>(
      `SELECT * FROM read_graph(:composeId, 'org-a')`,
      { composeId },
    )
    expect(rows.map(({ type }) => type)).toEqual(['image-builder-manifest', 'osbuild:x86_64'])
  })
})
