import type { BenchDatabase } from './database.js'
import { costOf, type Cost, type Meter } from './cost.js'
import { composeRequest } from './composer-load.js'
import { connect } from './queue/ours.js'
import { keepAlive, send } from './send.js'
import { startService } from './service-process.js'
import type { Table } from './table.js'
import { insertOwnChannel } from './worker-load.js'

const clients = 16
const composer = '/api/image-builder-composer/v2'
const worker = '/api/image-builder-worker/v1/jobs'

/** What workers and people do, for each worker that is always busy. A build takes ten minutes. */
const traffic = {
  composes: 1 / 600,
  /** A manifest, its packages, the build. */
  jobs: 3 / 600,
  /** Every 15 seconds. */
  beats: 1 / 15,
  /** Every compose under way is on somebody's screen, which looks every 8 seconds. */
  looks: 1 / 8,
}
/** A core is not planned fuller, so that a burst or the loss of an instance is no outage. */
const fullness = 0.7

/**
 * What each kind of request costs a service and the database, in CPU time and log, and from that what fleets of some
 * sizes need: the arithmetic of docs/scaling.md. CPU time is the same on a busy machine, other than rates.
 */
export async function capacitySection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const composes = await costsOfComposer(database, seconds)
  const jobs = await costsOfWorkers(database, seconds)
  return [
    costTable({ ...composes, ...jobs }),
    fleetTable({ ...composes, ...jobs }, [100, 1_000, 10_000, 100_000]),
  ]
}

type Costs = Record<keyof typeof traffic, Cost>

async function costsOfComposer(
  database: BenchDatabase,
  seconds: number,
): Promise<Pick<Costs, 'composes' | 'looks'>> {
  const url = await database.createMigrated('capacity_composer')
  const db = connect(url, 2)
  const service = await startService('composer-api', { DATABASE_URL: url })
  const agent = keepAlive(clients)
  const meter: Meter = { clients, seconds, database, db, service }
  const post = async () => {
    const { status, body } = await send(agent, `${service.url}${composer}/compose`, 'POST', composeRequest)
    if (status !== 201) throw new Error(`A request was answered ${status}`)
    return (JSON.parse(body.toString()) as { id: string }).id
  }
  try {
    const id = await post()
    return {
      composes: await costOf(meter, async () => (await post()) !== ''),
      looks: await costOf(
        meter,
        async () => (await send(agent, `${service.url}${composer}/composes/${id}`, 'GET', '')).status === 200,
      ),
    }
  } finally {
    agent.destroy()
    await service.stop()
    await db.destroy()
  }
}

async function costsOfWorkers(
  database: BenchDatabase,
  seconds: number,
): Promise<Pick<Costs, 'jobs' | 'beats'>> {
  const url = await database.createMigrated('capacity_workers')
  const db = connect(url, 2)
  await insertOwnChannel(db, seconds * 4_000 + clients)
  const service = await startService('worker-api', { DATABASE_URL: url })
  const agent = keepAlive(clients)
  const meter: Meter = { clients, seconds, database, db, service }
  const take = async () => {
    const request = '{"types":["depsolve"],"arch":"x86_64"}'
    const { status, body } = await send(agent, `${service.url}${worker}`, 'POST', request)
    if (status !== 201) throw new Error(`Asking for a job was answered ${status}`)
    return service.url + (JSON.parse(body.toString()) as { location: string }).location
  }
  try {
    const held = await Promise.all(Array.from({ length: clients }, take))
    return {
      beats: await costOf(
        meter,
        async (client) => (await send(agent, held[client] ?? '', 'GET', '')).status === 200,
      ),
      jobs: await costOf(meter, async () => {
        const { status } = await send(agent, await take(), 'PATCH', '{"result":{"transactions":{}}}')
        return status === 200
      }),
    }
  } finally {
    agent.destroy()
    await service.stop()
    await db.destroy()
  }
}

const costTable = (costs: Costs): Table => ({
  title: 'What a request costs',
  columns: [
    'request',
    'service: CPU ms',
    'Postgres: CPU ms',
    'log KiB',
    'one core of the service, per second',
  ],
  rows: (
    [
      ['POST /compose', costs.composes],
      ['GET status', costs.looks],
      ['a job: claim and report', costs.jobs],
      ['a heartbeat', costs.beats],
    ] as const
  ).map(([name, { service, postgres, log }]) => [name, service, postgres, log / 1024, 1000 / service]),
  notes: [`${clients} clients at a time, all on one machine; the log with full_page_writes on`],
})

const fleetTable = (costs: Costs, fleets: number[]): Table => ({
  title: 'What fleets need',
  columns: [
    'busy workers',
    'composes/h',
    'jobs/s',
    'heartbeats/s',
    'looks/s',
    'instances of composer-api',
    'instances of worker-api',
    'cores of Postgres',
    'of them for looks, %',
    'log MiB/s',
  ],
  rows: fleets.map((workers) => {
    const kinds = ['composes', 'looks', 'jobs', 'beats'] as const
    const rate = (kind: (typeof kinds)[number]) => traffic[kind] * workers
    const cores = (of: readonly (typeof kinds)[number][], part: 'service' | 'postgres') =>
      of.reduce((sum, kind) => sum + (rate(kind) * costs[kind][part]) / 1000, 0) / fullness
    return [
      workers.toLocaleString('en'),
      rate('composes') * 3600,
      rate('jobs'),
      rate('beats'),
      rate('looks'),
      Math.ceil(cores(['composes', 'looks'], 'service')),
      Math.ceil(cores(['jobs', 'beats'], 'service')),
      cores(kinds, 'postgres'),
      (100 * cores(['looks'], 'postgres')) / cores(kinds, 'postgres'),
      kinds.reduce((sum, kind) => sum + rate(kind) * costs[kind].log, 0) / 2 ** 20,
    ]
  }),
  notes: [
    'computed from the costs above: a build of ten minutes, three jobs a compose, a heartbeat every 15 s, a look at each compose under way every 8 s',
    `instances of one core that are ${fullness * 100} % busy, without the second one for safety; cores of Postgres as full`,
  ],
})
