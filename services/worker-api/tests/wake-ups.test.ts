import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { migrate } from '@composer/db'
import { createJobQueue } from '@composer/jobqueue'
import { startLocalPostgres, type LocalPostgres } from '@composer/local-postgres'
import type { RunningService } from '@composer/service-kit'
import { serviceEnvironment } from '@composer/testkit'
import { createWorkerApi } from '@composer/worker-api'
import knex, { type Knex } from 'knex'
import { rawRequest, type RawAnswer } from './raw-request.js'
import { BASE, untilMetric } from './worker.js'

/** A Postgres of its own: it is frozen, restarted, and asked what it was asked. */
let folder: string
let postgres: LocalPostgres
let db: Knex
let worker: RunningService

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worker-api-postgres-'))
  await chmod(folder, 0o755)
  postgres = await startLocalPostgres({
    dataDir: join(folder, 'data'),
    durable: false,
    settings: { shared_preload_libraries: 'pg_stat_statements' },
  })
  db = knex({ client: 'pg', connection: postgres.url, pool: { min: 0, max: 4 } })
  await migrate(db)
  await db.raw('CREATE EXTENSION pg_stat_statements')
  worker = await createWorkerApi({
    ...serviceEnvironment(postgres.url),
    REQUEST_JOB_TIMEOUT_SECONDS: '600',
  })
})
afterAll(async () => {
  await worker.stop()
  await db.destroy()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})

const poll = (type = 'depsolve') =>
  rawRequest(worker.publicUrl, {
    method: 'POST',
    path: `${BASE}/jobs`,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ types: [type], arch: 'x86_64' }),
  })
const untilWaiting = (count: number) =>
  untilMetric(worker.internalUrl, 'image_builder_worker_waiting_polls', count)

async function enqueue(channel = '', type = 'depsolve'): Promise<string> {
  const { composeId } = await createJobQueue({ db }).enqueue({
    channel,
    kind: 'image',
    request: null,
    retentionSeconds: 3600,
    jobs: [{ ref: 'job', type, role: 'build', args: '{}', dependsOn: [] }],
  })
  return composeId
}

const idOf = ({ status, text }: RawAnswer): unknown =>
  status === 201 ? (JSON.parse(text) as { id: string }).id : status

/** Calls of statements on jobs since the last reset. */
async function statements(): Promise<Record<string, number>> {
  const { rows } = await db.raw<{ rows: { query: string; calls: string }[] }>(
    `SELECT query, calls FROM pg_stat_statements WHERE query ~ '(claim_jobs|unclaim_job|FROM jobs|FROM job_dependencies)'
     AND query !~ '(enqueue_graph|GROUP BY)'`,
  )
  return Object.fromEntries(rows.map(({ query, calls }) => [query, Number(calls)]))
}

describe('A thousand waiting polls', () => {
  it('cost nothing while they wait, and one new job wakes one of them', async () => {
    let answers = 0
    const polls = Array.from({ length: 1000 }, () => poll('osbuild'))
    const first = Promise.race(polls.map(({ answer }) => answer))
    for (const { answer } of polls) {
      answer.then(
        () => (answers += 1),
        () => undefined,
      )
    }
    await untilWaiting(1000)
    await db.raw('SELECT pg_stat_statements_reset()')

    // Others' jobs, and jobs of other types, are nothing to them.
    await enqueue('org-other', 'osbuild:x86_64')
    await enqueue('', 'osbuild:aarch64')
    const id = await enqueue('', 'osbuild:x86_64')
    expect(idOf(await first)).toBe(id)
    await untilWaiting(999)

    expect(Object.values(await statements())).toEqual([1])
    expect(Object.keys(await statements())[0]).toContain('claim_jobs')
    const { rows } = await db.raw<{ rows: { state: string }[] }>(
      `SELECT state FROM pg_stat_activity WHERE application_name = 'worker-api' AND state <> 'idle'`,
    )
    expect(rows).toEqual([])
    await untilMetric(
      worker.internalUrl,
      'image_builder_worker_database_pool_connections{state="waiting"}',
      0,
    )
    expect(answers).toBe(1)
    for (const { sent } of polls) sent.destroy()
    await untilWaiting(0)
  })
})

describe('A waiting poll', () => {
  const waiting = async () => {
    const request = poll()
    await untilWaiting(1)
    return request
  }

  it('gets a job that came while the listener had no connection', async () => {
    const { answer } = await waiting()
    await db.raw(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%'`)
    const id = await enqueue()
    expect(idOf(await answer)).toBe(id)
  })

  it('gets a job after Postgres was restarted', async () => {
    const { answer } = await waiting()
    await postgres.restart()
    const id = await enqueue()
    expect(idOf(await answer)).toBe(id)
  })

  it('gets a job that came while every connection was cut', async () => {
    const { answer } = await waiting()
    await db.raw(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'worker-api'`,
    )
    const id = await enqueue()
    expect(idOf(await answer)).toBe(id)
  })

  it('gets a job that was enqueued while Postgres was frozen', async () => {
    const { answer } = await waiting()
    await postgres.pause()
    const enqueued = enqueue()
    await postgres.resume()
    expect(idOf(await answer)).toBe(await enqueued)
  })
})
