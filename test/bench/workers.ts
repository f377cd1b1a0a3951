import { Agent, request } from 'node:http'
import { migrate } from '@composer/db'
import type { BenchDatabase } from './database.js'
import { closedLoop, type Measured } from './measure.js'
import { connect, emptyQueue } from './queue/ours.js'
import { startService, type ServiceProcess } from './service-process.js'
import type { Table } from './table.js'

const path = '/api/image-builder-worker/v1/jobs'
const clients = 16
const json = { 'content-type': 'application/json' }

/** Claim and report over HTTP: one worker-api process, then two over the same database. */
export async function workersSection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const rows: Table['rows'] = []
  let single = Number.NaN
  for (const instances of [1, 2]) {
    const run = await roundTrips(database, instances, seconds)
    if (instances === 1) single = run.measured.perSecond
    rows.push([
      `${instances}`,
      run.measured.perSecond,
      run.measured.p50,
      run.measured.p99,
      run.measured.perSecond / single,
      run.doubles,
      run.peak,
    ])
  }
  return [
    {
      title: `Claim and report over HTTP, ${clients} workers`,
      columns: [
        'worker-api processes',
        'jobs/s',
        'p50 ms',
        'p99 ms',
        '/ one process',
        'jobs done twice',
        'peak MiB',
      ],
      rows,
      notes: [
        'the load generator, the services and Postgres share the machine: on two cores a second process cannot double',
      ],
    },
  ]
}

async function roundTrips(
  database: BenchDatabase,
  instances: number,
  seconds: number,
): Promise<{ measured: Measured; doubles: number; peak: number }> {
  const url = await database.create('workers')
  const db = connect(url, 2)
  await migrate(db)
  await emptyQueue(db)
  await insertOwnChannel(db, seconds * 4_000)
  const services: ServiceProcess[] = []
  for (let n = 0; n < instances; n += 1)
    services.push(await startService('worker-api', { DATABASE_URL: url }))
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const seen = new Set<string>()
  let doubles = 0
  try {
    const measured = await closedLoop(clients, seconds, async (client) => {
      const service = services[client % instances]
      if (!service) throw new Error('No service')
      const job = await send(agent, `${service.url}${path}`, 'POST', '{"types":["depsolve"],"arch":"x86_64"}')
      if (job.status !== 201) return false
      const { id, location } = JSON.parse(job.body) as { id: string; location: string }
      if (seen.has(id)) doubles += 1
      seen.add(id)
      const report = await send(agent, `${service.url}${location}`, 'PATCH', '{"result":{"packages":[]}}')
      if (report.status !== 200) throw new Error(`A report was answered ${report.status}: ${report.body}`)
      return true
    })
    const peaks = await Promise.all(services.map((service) => service.memory()))
    return { measured, doubles, peak: Math.max(...peaks.map(({ peak }) => peak)) }
  } finally {
    agent.destroy()
    for (const service of services) await service.stop()
    await db.destroy()
  }
}

async function insertOwnChannel(db: ReturnType<typeof connect>, jobs: number): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.raw(
      `CREATE TEMPORARY TABLE ids ON COMMIT DROP AS SELECT gen_random_uuid() AS id FROM generate_series(1, :jobs)`,
      { jobs },
    )
    await trx.raw(
      `INSERT INTO composes (id, channel, kind, expires_at) SELECT id, '', 'depsolve', now() + interval '14 days' FROM ids`,
    )
    await trx.raw(
      `INSERT INTO jobs (id, compose_id, channel, type, state, position, args, ready_at) SELECT id, id, '', 'depsolve', 'ready', 0, '{}', now() FROM ids`,
    )
  })
}

function send(
  agent: Agent,
  url: string,
  method: string,
  body: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      agent,
      method,
      headers: { ...json, 'content-length': Buffer.byteLength(body) },
    })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      )
    })
    outgoing.end(body)
  })
}
