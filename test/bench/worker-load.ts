import { cpuSecondsOf, ownCpuSeconds } from './cpu.js'
import type { BenchDatabase } from './database.js'
import { closedLoop, pacedLoop, type Measured } from './measure.js'
import { connect } from './queue/ours.js'
import { keepAlive, send } from './send.js'
import { startService, type ServiceProcess } from './service-process.js'

const path = '/api/image-builder-worker/v1/jobs'
export const clients = 16

/** Until V8 of one process has compiled what is hot; two share the load and need twice as long. */
const warmUpSeconds = 3
const mostJobsPerSecond = 2_000

type Part = 'services' | 'postgres' | 'generator'

export interface Run {
  measured: Measured
  doubles: number
  peak: number
  /** Milliseconds for each job. */
  cpu: Record<Part, number>
  /** Database statements for each job. */
  statements: number
}

/**
 * Claims and reports over HTTP, of clients that are dealt out to the processes.
 * @param perSecond jobs that all clients together begin in a second; without it, each begins the next one at once
 */
export async function roundTrips(
  database: BenchDatabase,
  instances: number,
  seconds: number,
  { nodeOptions = [], perSecond }: { nodeOptions?: string[]; perSecond?: number } = {},
): Promise<Run> {
  const url = await database.createMigrated('workers')
  const db = connect(url, 2)
  await insertOwnChannel(db, (seconds + warmUpSeconds * instances) * mostJobsPerSecond)
  const services: ServiceProcess[] = []
  for (let n = 0; n < instances; n += 1)
    services.push(await startService('worker-api', { DATABASE_URL: url }, nodeOptions))
  const agent = keepAlive(clients)
  const seen = new Set<string>()
  let doubles = 0
  const claimAndReport = async (client: number): Promise<boolean> => {
    const service = services[client % instances]
    if (!service) throw new Error('No service')
    const job = await send(agent, `${service.url}${path}`, 'POST', '{"types":["depsolve"],"arch":"x86_64"}')
    if (job.status !== 201) return false
    const { id, location } = JSON.parse(job.body.toString()) as { id: string; location: string }
    if (seen.has(id)) doubles += 1
    seen.add(id)
    const report = await send(agent, `${service.url}${location}`, 'PATCH', '{"result":{"transactions":{}}}')
    if (report.status !== 200)
      throw new Error(`A report was answered ${report.status}: ${report.body.toString()}`)
    return true
  }
  const used = async () => ({
    services: (await Promise.all(services.map(({ pid }) => cpuSecondsOf(pid)))).reduce(
      (sum, one) => sum + one,
      0,
    ),
    postgres: await database.cpuSeconds(),
    generator: ownCpuSeconds(),
    statements: await database.statements(url),
  })
  try {
    await closedLoop(clients, warmUpSeconds * instances, claimAndReport)
    const before = await used()
    const measured = await (perSecond === undefined
      ? closedLoop(clients, seconds, claimAndReport)
      : pacedLoop({ clients, perSecond }, seconds, claimAndReport))
    const after = await used()
    const perJob = (part: keyof typeof after) => (after[part] - before[part]) / measured.operations
    const failed = await db('jobs').where({ failed: true }).first()
    if (failed) throw new Error(`A result was refused: ${JSON.stringify(failed)}`)
    const peaks = await Promise.all(services.map((service) => service.memory()))
    return {
      measured,
      doubles,
      cpu: {
        services: perJob('services') * 1000,
        postgres: perJob('postgres') * 1000,
        generator: perJob('generator') * 1000,
      },
      statements: perJob('statements'),
      peak: Math.max(...peaks.map(({ peak }) => peak)),
    }
  } finally {
    agent.destroy()
    for (const service of services) await service.stop()
    await db.destroy()
  }
}

export async function insertOwnChannel(db: ReturnType<typeof connect>, jobs: number): Promise<void> {
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
