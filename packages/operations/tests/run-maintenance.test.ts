import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createArtifactStore, type ArtifactStore } from '@composer/artifact-store'
import { createJobQueue, type JobQueue, type NewJob } from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { runMaintenance, type MaintenanceOptions } from '@composer/operations'

let database: TestDatabase
let queue: JobQueue
let folder: string
let artifacts: ArtifactStore
let lines: { message: string; fields: unknown }[]

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
})
afterAll(() => database.drop())

beforeEach(async () => {
  await database.db.raw('TRUNCATE composes, jobs, job_leases, workers CASCADE')
  folder = await mkdtemp(join(tmpdir(), 'maintenance-'))
  const store = await createArtifactStore({ url: pathToFileURL(folder).href, durable: false })
  if (!store) throw new Error('no store')
  artifacts = store
  lines = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const channel = 'org-a'
const log = (message: string, fields?: unknown) => lines.push({ message, fields })
const maintain = (overrides: Partial<MaintenanceOptions> = {}) =>
  runMaintenance(database.db, {
    dryRun: false,
    timeLimitSeconds: 600,
    batchSize: 2,
    artifacts,
    staleAfterSeconds: 86_400,
    now: new Date(),
    logger: { info: log, error: log },
    ...overrides,
  })

/** A compose of one job; `expired` ones had their time a second ago. */
async function makeCompose(
  options: { expired?: boolean; key?: string; dependsOn?: NewJob['dependsOn'] } = {},
) {
  const { dependsOn = [] } = options
  const job = { ref: 'build', type: 'osbuild:x86_64', role: 'build', args: '{}', dependsOn }
  const { composeId } = await queue.enqueue({
    channel,
    kind: 'image',
    jobs: [job],
    request: null,
    retentionSeconds: options.expired ? -1 : 3600,
    ...(options.key !== undefined && { idempotency: { key: options.key, fingerprint: 'f' } }),
  })
  return composeId
}

async function claimOne() {
  const [job] = await queue.claim({ channel, types: ['osbuild:x86_64'], workers: [null] })
  if (!job) throw new Error('nothing to claim')
  return job
}

async function publish(jobId: string) {
  const token = randomUUID()
  await artifacts.stage(token, 'disk.img', chunks('image'))
  await artifacts.publish(token, jobId)
}

async function* chunks(text: string) {
  yield Buffer.from(text)
}

const filesIn = (area: 'jobs' | 'staging') => readdir(join(folder, area))

describe('maintenance', () => {
  it('removes expired composes with their files, batch after batch, and nothing else', async () => {
    const expired = [await makeCompose({ expired: true }), await makeCompose({ expired: true })]
    expired.push(await makeCompose({ expired: true }))
    const kept = await makeCompose()
    for (const id of [...expired, kept]) await publish(id)

    expect(await maintain()).toMatchObject({
      complete: true,
      expiredComposes: 3,
      removedJobs: 3,
      failures: 0,
    })

    for (const id of expired) expect(await queue.readGraph(id, channel)).toBeUndefined()
    expect(await queue.readGraph(kept, channel)).toBeDefined()
    expect(await filesIn('jobs')).toEqual([kept])
    expect(await database.db('composes').count()).toEqual([{ count: '1' }])
  })

  it('tells the worker of an expired build, and removes the job once the worker has gone', async () => {
    await makeCompose({ expired: true })
    const { id, token } = await claimOne()

    expect(await maintain()).toMatchObject({ expiredComposes: 1, removedJobs: 0 })
    expect(await queue.renew(token, channel)).toMatchObject({ state: 'cancelled', jobId: id })

    await database.db('job_leases').delete()
    expect(await maintain()).toMatchObject({ expiredComposes: 0, removedJobs: 1 })
    expect(await queue.lookup(token, channel)).toEqual({ state: 'unknown' })
  })

  it('keeps the jobs that a clone depends on until the clone goes', async () => {
    const build = await makeCompose()
    const claimed = await claimOne()
    await queue.finish({ token: claimed.token, channel, result: '{}', outcome: {}, failed: false })
    const clone = await makeCompose({ dependsOn: [{ jobId: build }] })
    await database
      .db('composes')
      .where({ id: build })
      .update({ expires_at: database.db.raw("now() - interval '1 s'") })
    await publish(build)

    expect(await maintain()).toMatchObject({ expiredComposes: 1, removedJobs: 0 })
    expect(await queue.readGraph(build, channel)).toBeUndefined()
    expect(await filesIn('jobs')).toEqual([build])

    await queue.deleteGraph(clone, channel)
    expect(await maintain()).toMatchObject({ removedJobs: 1 })
    expect(await filesIn('jobs')).toEqual([])
  })

  it('leaves the queue working while it waits for a locked compose', async () => {
    const expired = await makeCompose({ expired: true })
    const lock = await database.db.transaction()
    await lock.raw('SELECT 1 FROM composes WHERE id = :expired FOR UPDATE', { expired })
    const run = maintain()
    await waitUntilSomebodyWaitsForALock(database)

    const other = await makeCompose()
    await queue.cancelGraph(expired, channel)
    const { id, token } = await claimOne()
    expect(id).toBe(other)
    expect(await queue.finish({ token, channel, result: '{}', outcome: {}, failed: false })).toBe('finished')

    await lock.rollback()
    expect(await run).toMatchObject({ expiredComposes: 1, removedJobs: 1 })
  })

  it('forgets idempotency keys older than a day', async () => {
    const old = await makeCompose({ key: 'old' })
    const young = await makeCompose({ key: 'young' })
    await database
      .db('composes')
      .where({ id: old })
      .update({ created_at: database.db.raw(`now() - interval '25 hours'`) })

    expect(await maintain()).toMatchObject({ forgottenKeys: 1 })

    const keys = await database.db('composes').select('id', 'idempotency_key').orderBy('created_at')
    expect(keys).toEqual([
      { id: old, idempotency_key: null },
      { id: young, idempotency_key: 'young' },
    ])
  })

  it('removes files of jobs that are gone and uploads nobody finished, but no upload of a running attempt', async () => {
    const kept = await makeCompose()
    const running = await claimOne()
    const gone = [randomUUID(), randomUUID(), randomUUID()]
    for (const id of [kept, ...gone]) await publish(id)
    const abandoned = randomUUID()
    for (const token of [running.token, abandoned]) await artifacts.stage(token, 'log', chunks('text'))
    const tomorrow = new Date(Date.now() + 2 * 86_400_000)

    expect(await maintain()).toMatchObject({ orphanedArtifacts: 3, staleStagingAreas: 0 })
    expect(await filesIn('jobs')).toEqual([kept])
    expect((await filesIn('staging')).sort()).toEqual([running.token, abandoned].sort())

    expect(await maintain({ now: tomorrow })).toMatchObject({ orphanedArtifacts: 0, staleStagingAreas: 1 })
    expect(await filesIn('staging')).toEqual([running.token])
  })

  it('counts in a dry run what a real one removes, and removes nothing', async () => {
    const ids = [
      await makeCompose({ expired: true }),
      await makeCompose({ expired: true }),
      await makeCompose({ key: 'k' }),
    ]
    await database
      .db('composes')
      .where({ id: ids[2] })
      .update({ created_at: database.db.raw(`now() - interval '25 hours'`) })
    const orphan = randomUUID()
    await publish(orphan)

    const counted = { expiredComposes: 2, forgottenKeys: 1, orphanedArtifacts: 1 }
    expect(await maintain({ dryRun: true })).toMatchObject({ dryRun: true, ...counted })
    for (const id of ids) expect(await queue.readGraph(id, channel)).toBeDefined()
    expect(await filesIn('jobs')).toEqual([orphan])

    expect(await maintain()).toMatchObject({ dryRun: false, ...counted })
  })

  it('ends when its time is up, says so, and the next run goes on', async () => {
    await makeCompose({ expired: true })

    expect(await maintain({ timeLimitSeconds: 0 })).toMatchObject({ complete: false, expiredComposes: 0 })
    expect(await maintain()).toMatchObject({ complete: true, expiredComposes: 1 })
  })

  it('goes on when a file cannot be removed, and reports it', async () => {
    const ids = [await makeCompose({ expired: true }), await makeCompose({ expired: true })]
    for (const id of ids) await publish(id)
    const refusing: ArtifactStore = {
      ...artifacts,
      remove: (id) => (id === ids[0] ? Promise.reject(new Error('access denied')) : artifacts.remove(id)),
    }

    // Once where the compose expires, once where the file is found without its job.
    expect(await maintain({ artifacts: refusing })).toMatchObject({
      expiredComposes: 2,
      removedJobs: 2,
      failures: 2,
    })
    expect(lines).toContainEqual({
      message: 'Files cannot be removed',
      fields: { what: `files of job ${ids[0]}`, error: new Error('access denied') },
    })
    expect(await maintain()).toMatchObject({ orphanedArtifacts: 1, failures: 0 })
  })

  it('works without an artifact store', async () => {
    await makeCompose({ expired: true })
    expect(await maintain({ artifacts: null })).toMatchObject({ expiredComposes: 1, orphanedArtifacts: 0 })
  })

  it('logs size and health of the tables before and after', async () => {
    await maintain()
    const tables = expect.arrayContaining([
      expect.objectContaining({ table: 'jobs', bytes: expect.any(Number), deadRows: expect.any(Number) }),
    ])
    expect(lines).toEqual([
      { message: 'Maintenance starts', fields: expect.objectContaining({ tables }) },
      { message: 'Maintenance is done', fields: expect.objectContaining({ tables, complete: true }) },
    ])
  })
})

async function waitUntilSomebodyWaitsForALock({ db }: TestDatabase): Promise<void> {
  const waiting = async () => {
    const { rows } = await db.raw<{ rows: unknown[] }>(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    return rows.length > 0
  }
  while (!(await waiting()));
}
