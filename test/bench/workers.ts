import { Agent, request } from 'node:http'
import { cpus } from 'node:os'
import { migrate } from '@composer/db'
import type { BenchDatabase } from './database.js'
import { closedLoop, median, type Measured } from './measure.js'
import { connect, emptyQueue } from './queue/ours.js'
import { startService, type ServiceProcess } from './service-process.js'
import type { Table } from './table.js'

const path = '/api/image-builder-worker/v1/jobs'
const clients = 16
const json = { 'content-type': 'application/json' }

/** Odd, so that there is a middle one. */
const rounds = 3
/** Until V8 has compiled what is hot. */
const warmUpSeconds = 3

/** Claim and report over HTTP: one worker-api process, then two over the same database, in turns. */
export async function workersSection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const counts = [1, 2]
  const runs = counts.map((): Run[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, instances] of counts.entries())
      runs[index]?.push(await roundTrips(database, instances, seconds))
  }
  const middle = (index: number, value: (run: Run, round: number) => number) =>
    median(runs[index]?.map(value) ?? [])
  return [
    {
      title: `Claim and report over HTTP, ${clients} workers`,
      columns: [
        'worker-api processes',
        'jobs/s',
        'p50 ms',
        'p99 ms',
        '/ one process',
        'CPU ms per job: services',
        'all else',
        'jobs done twice',
        'peak MiB',
      ],
      rows: counts.map((instances, index) => [
        `${instances}`,
        middle(index, (run) => run.measured.perSecond),
        middle(index, (run) => run.measured.p50),
        middle(index, (run) => run.measured.p99),
        middle(
          index,
          (run, round) => run.measured.perSecond / (runs[0]?.[round]?.measured.perSecond ?? Number.NaN),
        ),
        middle(index, (run) => run.cpu.services),
        middle(index, (run) => run.cpu.others),
        Math.max(...(runs[index]?.map((run) => run.doubles) ?? [])),
        Math.max(...(runs[index]?.map((run) => run.peak) ?? [])),
      ]),
      notes: [
        `medians of ${rounds} rounds in which both took turns`,
        'the load generator, the services and Postgres share the machine: CPU time per job tells what more of it would bring',
      ],
    },
  ]
}

interface Run {
  measured: Measured
  doubles: number
  peak: number
  /** Milliseconds for each job; `others`: Postgres, the kernel and the load generator. */
  cpu: { services: number; others: number }
}

export async function roundTrips(
  database: BenchDatabase,
  instances: number,
  seconds: number,
  nodeOptions: string[] = [],
): Promise<Run> {
  const url = await database.create('workers')
  const db = connect(url, 2)
  await migrate(db)
  await emptyQueue(db)
  await insertOwnChannel(db, (seconds + warmUpSeconds) * 2_000)
  const services: ServiceProcess[] = []
  for (let n = 0; n < instances; n += 1)
    services.push(await startService('worker-api', { DATABASE_URL: url }, nodeOptions))
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const seen = new Set<string>()
  let doubles = 0
  try {
    const claimAndReport = async (client: number): Promise<boolean> => {
      const service = services[client % instances]
      if (!service) throw new Error('No service')
      const job = await send(agent, `${service.url}${path}`, 'POST', '{"types":["depsolve"],"arch":"x86_64"}')
      if (job.status !== 201) return false
      const { id, location } = JSON.parse(job.body) as { id: string; location: string }
      if (seen.has(id)) doubles += 1
      seen.add(id)
      const report = await send(agent, `${service.url}${location}`, 'PATCH', '{"result":{"transactions":{}}}')
      if (report.status !== 200) throw new Error(`A report was answered ${report.status}: ${report.body}`)
      return true
    }
    await closedLoop(clients, warmUpSeconds, claimAndReport)
    const servicesCpu = async () =>
      (await Promise.all(services.map((service) => service.cpuSeconds()))).reduce((sum, one) => sum + one, 0)
    const [ownBefore, allBefore] = [await servicesCpu(), machineCpuSeconds()]
    const measured = await closedLoop(clients, seconds, claimAndReport)
    const own = (await servicesCpu()) - ownBefore
    const perJob = (cpuSeconds: number) => (cpuSeconds * 1000) / measured.operations
    const cpu = { services: perJob(own), others: perJob(machineCpuSeconds() - allBefore - own) }
    const failed = await db('jobs').where({ failed: true }).first()
    if (failed) throw new Error(`A result was refused: ${JSON.stringify(failed)}`)
    const peaks = await Promise.all(services.map((service) => service.memory()))
    return { measured, doubles, cpu, peak: Math.max(...peaks.map(({ peak }) => peak)) }
  } finally {
    agent.destroy()
    for (const service of services) await service.stop()
    await db.destroy()
  }
}

/** CPU seconds that all processes of the machine have used. */
function machineCpuSeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000
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
