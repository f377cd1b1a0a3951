import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { migrate } from '@composer/db'
import { demoArtifact, startDemoWorker, type DemoWorker } from '@composer/dev-stack'
import { startLocalPostgres, type LocalPostgres } from '@composer/local-postgres'
import { createWorkerClient, runWorker } from '@composer/worker-client'
import knex, { type Knex } from 'knex'
import { manifestResult } from './build-results.js'
import { call, type Answer } from './call.js'
import { localRequest } from './compose-requests.js'
import { follow } from './follow.js'
import { startServiceProcess, type ServiceProcess } from './service-process.js'
import { BASE_PATHS } from './start-system.js'

/** Long enough for a busy machine, short enough to wait for a dead worker. */
const leases = { JOB_HEARTBEAT_TIMEOUT_SECONDS: '8', JOB_WATCH_INTERVAL_SECONDS: '2' }
const BUILD_MS = 1500

/** Postgres runs as another user when this is root: its folder is in no other that only we may enter. */
let folders: { data: string; artifacts: string }
let postgres: LocalPostgres
let db: Knex
let composer: ServiceProcess
/** Every worker-api that ever ran; the last one is the one that runs. */
const workerApis: ServiceProcess[] = []
let environment: Record<string, string>
const workers: DemoWorker[] = []
const unhandled: unknown[] = []
const remember = (reason: unknown) => void unhandled.push(reason)

beforeAll(async () => {
  process.on('unhandledRejection', remember)
  folders = {
    data: await mkdtemp(join(tmpdir(), 'chaos-postgres-')),
    artifacts: await mkdtemp(join(tmpdir(), 'chaos-artifacts-')),
  }
  postgres = await startLocalPostgres({ dataDir: folders.data, durable: false })
  db = knex({
    client: 'pg',
    connection: postgres.url,
    pool: { min: 0, max: 2 },
    log: { warn() {}, error() {} },
  })
  await migrate(db)
  environment = {
    DATABASE_URL: postgres.url,
    AUTH_MODE: 'none',
    MANIFESTS: 'workers',
    ARTIFACTS_URL: pathToFileURL(folders.artifacts).href,
    ...leases,
  }
  composer = await startServiceProcess('composer-api', environment)
  await startWorkerApi('0')
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
})
afterAll(async () => {
  process.off('unhandledRejection', remember)
  await Promise.all([composer, ...workerApis].map((service) => service.kill()))
  await db.destroy()
  await postgres.stop()
  await Promise.all(Object.values(folders).map((folder) => rm(folder, { recursive: true, force: true })))
})

async function startWorkerApi(port: string): Promise<void> {
  workerApis.push(await startServiceProcess('worker-api', { ...environment, PORT: port }))
}

function workerApi(): ServiceProcess {
  const last = workerApis.at(-1)
  if (!last) throw new Error('no worker-api was started')
  return last
}

function startWorkers(count: number, workMs = BUILD_MS): DemoWorker[] {
  const url = workerApi().publicUrl
  const started = Array.from({ length: count }, () =>
    startDemoWorker({
      api: { url },
      arch: 'x86_64',
      workMs,
      heartbeatMs: 1000,
      log: { info() {}, warn() {} },
    }),
  )
  workers.push(...started)
  return started
}

/** A worker that makes manifests, and in a build gets as far as a first upload. */
function startVictim() {
  const client = createWorkerClient({ url: workerApi().publicUrl, arch: 'x86_64' })
  let begun = () => {}
  const building = new Promise<void>((resolve) => (begun = resolve))
  const worker = runWorker({
    client,
    handlers: {
      'image-builder-manifest': async () => manifestResult(),
      async osbuild(job, { signal }) {
        await job.upload('disk.qcow2', () => Readable.from([Buffer.from('half')]), signal)
        begun()
        await once(signal, 'abort')
        throw signal.reason
      },
    },
  })
  const kill = async () => {
    await worker.kill()
    await client.close()
  }
  return { building, kill }
}

const get = (path: string): Promise<Answer> => call(composer.publicUrl + BASE_PATHS.composer + path, 'GET')

/** Posts composes; answers their ids. */
async function post(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let posted = 0; posted < count; posted += 1) {
    const url = `${composer.publicUrl}${BASE_PATHS.composer}/compose`
    const { status, body } = await call(url, 'POST', { body: localRequest('host') })
    expect(status).toBe(201)
    ids.push(body.id)
  }
  return ids
}

/** What clients see meanwhile may be an error; what they see in the end must be a success. */
async function expectSuccess(ids: string[]): Promise<void> {
  for (const id of ids) {
    const { body } = await follow(
      () => get(`/composes/${id}`),
      ({ status, body: { status: value } = { status: '' } }) =>
        status === 404 || /success|failure/.test(value),
    )
    if (body.status !== 'success') throw new Error(`${id} did not end in success: ${JSON.stringify(body)}`)
    expect((await get(`/composes/${id}/download`)).status).toBe(200)
  }
}

const building = (id: string) =>
  follow(
    () => get(`/composes/${id}`),
    ({ body }) => body?.image_status?.status === 'building',
  )

const ready = (service: ServiceProcess, status: number) =>
  follow(
    () => call(`${service.internalUrl}/readyz`, 'GET'),
    (answer) => answer.status === status,
  )

const endSessionsOfServices = () =>
  db.raw(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name IN ('composer-api', 'worker-api')`,
  )

interface JobRow {
  id: string
  compose_id: string
  type: string
  state: string
  attempt: number
}

const jobsOf = async (ids: string[]): Promise<JobRow[]> =>
  db<JobRow>('jobs')
    .whereIn('compose_id', ids)
    .orderBy('id')
    .select('id', 'compose_id', 'type', 'state', 'attempt')

const attempts = async (ids: string[], type: string): Promise<number[]> =>
  (await jobsOf(ids)).filter((job) => job.type.startsWith(type)).map(({ attempt }) => attempt)

const all = new Set<string>()
async function workload(count: number): Promise<string[]> {
  const ids = await post(count)
  for (const id of ids) all.add(id)
  return ids
}

describe('every compose ends in success', () => {
  it('when Postgres is restarted under the builds', async () => {
    startWorkers(3)
    const ids = await workload(8)
    await building(ids[0] ?? '')

    await postgres.restart()

    await expectSuccess(ids)
  })

  it('when Postgres hangs until both services say so, and no job is taken from its worker for that', async () => {
    startWorkers(3)
    const ids = await workload(8)
    await building(ids[0] ?? '')

    await postgres.pause()
    await Promise.all([ready(composer, 503), ready(workerApi(), 503)])
    await postgres.resume()

    await expectSuccess(ids)
    await Promise.all([ready(composer, 200), ready(workerApi(), 200)])
    expect(new Set(await attempts(ids, 'osbuild'))).toStrictEqual(new Set([1]))
  })

  it('when the database is read-only until both services say so, and at once when it takes writes again', async () => {
    startWorkers(3)
    const ids = await workload(3)
    await building(ids[0] ?? '')
    await db.raw('ALTER ROLE postgres SET default_transaction_read_only = on')
    await endSessionsOfServices()
    await Promise.all([ready(composer, 503), ready(workerApi(), 503)])
    const url = `${composer.publicUrl}${BASE_PATHS.composer}/compose`
    expect((await call(url, 'POST', { body: localRequest('host') })).status).toBe(500)

    await db.raw('BEGIN READ WRITE; ALTER ROLE postgres RESET default_transaction_read_only; COMMIT')

    // Not one request more fails, although the sessions of the services are those of the read-only time.
    ids.push(...(await workload(3)))
    await expectSuccess(ids)
    await Promise.all([ready(composer, 200), ready(workerApi(), 200)])
  })

  it('when a worker is killed in the middle of a build: another one builds it anew', async () => {
    const victim = startVictim()
    const ids = await workload(1)
    await victim.building
    await victim.kill()
    startWorkers(1)

    await expectSuccess(ids)
    expect(await attempts(ids, 'image-builder-manifest')).toStrictEqual([1])
    expect(await attempts(ids, 'osbuild')).toStrictEqual([2])
    const { bytes } = await get(`/composes/${ids[0]}/download`)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(sha256).toBe(demoArtifact(ids[0] ?? '', bytes.length).sha256)
  })

  it('when the instance of worker-api is replaced: builds go on where they were', async () => {
    startWorkers(3)
    const ids = await workload(6)
    await building(ids[0] ?? '')
    const { port } = new URL(workerApi().publicUrl)

    expect(await workerApi().stop()).toBe(0)
    await startWorkerApi(port)

    await expectSuccess(ids)
    expect(new Set((await jobsOf(ids)).map(({ attempt }) => attempt))).toStrictEqual(new Set([1]))
  })

  it('when the instance of worker-api is killed', async () => {
    startWorkers(3)
    const ids = await workload(6)
    await building(ids[0] ?? '')
    const { port } = new URL(workerApi().publicUrl)

    await workerApi().kill()
    await startWorkerApi(port)

    await expectSuccess(ids)
  })
})

describe('after all of that', () => {
  it('every job is finished, and was finished once', async () => {
    const jobs = await jobsOf([...all])
    expect(jobs).toHaveLength(2 * all.size)
    expect(new Set(jobs.map(({ state }) => state))).toStrictEqual(new Set(['finished']))

    const reports = workerApis.flatMap(({ log }) => log()).filter((line) => line.includes('"Job finished"'))
    const finished = reports.map((line) => (JSON.parse(line) as { job_id: string }).job_id)
    expect(new Set(finished).size).toBe(finished.length)
    expect(finished.length).toBeGreaterThan(jobs.length / 2)
  })

  it('no error was left to nobody, and both services stop as they should', async () => {
    expect(await Promise.all([composer, workerApi()].map((service) => service.stop()))).toStrictEqual([0, 0])
    for (const { output } of [composer, ...workerApis])
      expect(output()).not.toMatch(/nobody caught|UnhandledPromise|Warning: a promise/)
    expect(unhandled).toStrictEqual([])
  })
})
