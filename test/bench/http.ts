import autocannon from 'autocannon'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { migrate } from '@composer/db'
import type { BenchDatabase } from './database.js'
import { median } from './measure.js'
import { connect, emptyQueue } from './queue/ours.js'
import { startService } from './service-process.js'
import type { Table } from './table.js'

const base = '/api/image-builder-composer/v2'
const connections = 16

const composeRequest = JSON.stringify({
  distribution: 'centos-9',
  image_request: {
    architecture: 'x86_64',
    image_type: 'guest-image',
    repositories: [{ baseurl: 'https://repo.example.com/os/', rhsm: false }],
    upload_options: { region: 'us-east-1' },
  },
})

/** Odd, so that there is a middle one. */
const rounds = 5

interface Target {
  name: string
  url: string
  body?: string
}

/**
 * One composer-api process against a constant answer through the same stack; in turns, because the speed of a shared
 * machine drifts.
 */
export async function httpSection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const url = await database.create('http')
  const db = connect(url, 2)
  await migrate(db)
  await emptyQueue(db)
  const queue = createJobQueue({ db })
  const service = await startService('composer-api', { DATABASE_URL: url })
  try {
    const status = async (bytes: number) =>
      `${service.url}${base}/composes/${await finishedCompose(service.url, queue, bytes)}`
    const targets: Target[] = [
      { name: 'constant answer (GET /errors/15)', url: `${service.url}${base}/errors/15` },
      { name: 'GET status, 1 KiB result', url: await status(1024) },
      { name: 'GET status, 50 MiB result', url: await status(50 * 1024 * 1024) },
      { name: 'POST /compose', url: `${service.url}${base}/compose`, body: composeRequest },
    ]
    const loads = targets.map((): Load[] => [])
    for (const target of targets) await load(target, 1)
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, target] of targets.entries())
        loads[index]?.push(await load(target, Math.ceil(seconds / 2)))
    }
    const middle = (index: number, value: (load: Load, round: number) => number) =>
      median(loads[index]?.map(value) ?? [])
    const ratio = (index: number, to: number) =>
      middle(index, (load, round) => load.perSecond / (loads[to]?.[round]?.perSecond ?? Number.NaN))
    const statements = await statementsOfPost(database, url, `${service.url}${base}/compose`)
    const memory = await service.memory()
    return [
      {
        title: `composer-api over HTTP, one process, ${connections} connections`,
        columns: ['request', 'per second', 'p50 ms', 'p99 ms', '/ constant'],
        rows: targets.map(({ name }, index) => [
          name,
          middle(index, (load) => load.perSecond),
          middle(index, (load) => load.p50),
          middle(index, (load) => load.p99),
          ratio(index, 0),
        ]),
        notes: [
          `medians of ${rounds} rounds in which all took turns, of the rates and of the ratios`,
          `status with a 50 MiB result takes ${ratio(1, 2).toFixed(2)} × the time of the small one`,
          `${statements.toFixed(2)} database statements for each POST /compose: one transaction`,
          `peak resident memory ${Math.round(memory.peak)} MiB`,
        ],
        chart: { file: 'http.svg', x: 0, y: [1], unit: 'requests/s' },
      },
    ]
  } finally {
    await service.stop()
    await db.destroy()
  }
}

/** Asks one composer-api process for the status of a finished compose, for `seconds`. */
export async function driveStatus(
  database: BenchDatabase,
  seconds: number,
  nodeOptions: string[],
): Promise<void> {
  const url = await database.create('status')
  const db = connect(url, 2)
  await migrate(db)
  const service = await startService('composer-api', { DATABASE_URL: url }, nodeOptions)
  try {
    const id = await finishedCompose(service.url, createJobQueue({ db }), 1024)
    await load({ name: 'status', url: `${service.url}${base}/composes/${id}` }, seconds)
  } finally {
    await service.stop()
    await db.destroy()
  }
}

/** Every statement of the services is a transaction of its own. */
async function statementsOfPost(database: BenchDatabase, databaseUrl: string, url: string): Promise<number> {
  const posts = 200
  const before = await database.statements(databaseUrl)
  for (let post = 0; post < posts; post += 1) {
    const response = await fetch(url, {
      method: 'POST',
      body: composeRequest,
      headers: { 'content-type': 'application/json' },
    })
    if (response.status !== 201) throw new Error(`POST /compose was answered ${response.status}`)
  }
  return ((await database.statements(databaseUrl)) - before) / posts
}

interface Load {
  perSecond: number
  p50: number
  p99: number
}

async function load({ url, body }: Target, duration: number): Promise<Load> {
  const result = await autocannon({
    url,
    connections,
    duration,
    ...(body ? { method: 'POST' as const, body, headers: { 'content-type': 'application/json' } } : {}),
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} answers were no success`)
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 }
}

/** Posts a compose and finishes its jobs through the queue; the build's result has about `bytes` bytes of log. */
async function finishedCompose(url: string, queue: JobQueue, bytes: number): Promise<string> {
  const response = await fetch(`${url}${base}/compose`, {
    method: 'POST',
    body: composeRequest,
    headers: { 'content-type': 'application/json' },
  })
  const { id } = (await response.json()) as { id: string }
  const types = ['image-builder-manifest', 'osbuild:x86_64']
  for (const type of types) {
    const [job] = await queue.claim({ channel: '', types: [type], workers: [null] })
    if (!job) throw new Error(`No ${type} job to finish`)
    const log = 'x'.repeat(type.startsWith('osbuild') ? bytes : 16)
    const answer = await queue.finish({
      token: job.token,
      channel: '',
      result: JSON.stringify({ success: true, osbuild_output: { success: true, log } }),
      outcome: { success: true },
      failed: false,
    })
    if (answer !== 'finished') throw new Error(`The result of ${type} was answered '${answer}'`)
  }
  return id
}
