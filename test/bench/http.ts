import autocannon from 'autocannon'
import { createJobQueue, type JobQueue } from '@composer/jobqueue'
import { migrate } from '@composer/db'
import type { BenchDatabase } from './database.js'
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

/** One composer-api process against a constant answer through the same stack. */
export async function httpSection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const url = await database.create('http')
  const db = connect(url, 2)
  await migrate(db)
  await emptyQueue(db)
  const queue = createJobQueue({ db })
  const service = await startService('composer-api', { DATABASE_URL: url })
  const rows: Table['rows'] = []
  try {
    const small = await finishedCompose(service.url, queue, 1024)
    const large = await finishedCompose(service.url, queue, 50 * 1024 * 1024)
    const measured = {
      constant: await load(`${service.url}${base}/errors/15`, seconds),
      status: await load(`${service.url}${base}/composes/${small}`, seconds),
      large: await load(`${service.url}${base}/composes/${large}`, seconds),
      post: await load(`${service.url}${base}/compose`, seconds, composeRequest),
    }
    const row = (name: string, result: Load) =>
      rows.push([
        name,
        result.perSecond,
        result.p50,
        result.p99,
        result.perSecond / measured.constant.perSecond,
      ])
    row('constant answer (GET /errors/15)', measured.constant)
    row('GET status, 1 KiB result', measured.status)
    row('GET status, 50 MiB result', measured.large)
    row('POST /compose', measured.post)
    const memory = await service.memory()
    return [
      {
        title: `composer-api over HTTP, one process, ${connections} connections`,
        columns: ['request', 'per second', 'p50 ms', 'p99 ms', '/ constant'],
        rows,
        notes: [
          `status with a 50 MiB result takes ${(measured.status.perSecond / measured.large.perSecond).toFixed(2)} × the time of the small one`,
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

interface Load {
  perSecond: number
  p50: number
  p99: number
}

async function load(url: string, seconds: number, body?: string): Promise<Load> {
  const run = (duration: number) =>
    autocannon({
      url,
      connections,
      duration,
      ...(body ? { method: 'POST' as const, body, headers: { 'content-type': 'application/json' } } : {}),
    })
  await run(1)
  const result = await run(seconds)
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
