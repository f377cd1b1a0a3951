import { connect as openSocket, type Socket } from 'node:net'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { createJobQueue, type NewGraph } from '@composer/jobqueue'
import { migrate } from '@composer/db'
import type { BenchDatabase } from './database.js'
import { summarise } from './measure.js'
import { connect, emptyQueue } from './queue/ours.js'
import { startService, type ServiceProcess } from './service-process.js'
import type { Table } from './table.js'

const path = '/api/image-builder-worker/v1/jobs'
const body = JSON.stringify({ types: ['depsolve'], arch: 'x86_64' })
const request = [
  `POST ${path} HTTP/1.1`,
  'Host: bench',
  'Content-Type: application/json',
  `Content-Length: ${body.length}`,
  '',
  body,
].join('\r\n')

const oneJob: NewGraph = {
  channel: '',
  kind: 'depsolve',
  jobs: [{ ref: 'depsolve', type: 'depsolve', role: 'solve', args: '{}', dependsOn: [] }],
  request: null,
  retentionSeconds: 3600,
}

/** Long polls over raw sockets: the client must not be what is measured. */
class Fleet {
  readonly #sockets: Socket[] = []
  #delivered: (() => void) | undefined

  async grow(to: number, url: URL): Promise<void> {
    while (this.#sockets.length < to) {
      const batch = Array.from({ length: Math.min(200, to - this.#sockets.length) }, () => this.#open(url))
      this.#sockets.push(...(await Promise.all(batch)))
    }
  }

  async #open(url: URL): Promise<Socket> {
    const socket = openSocket(Number(url.port), url.hostname)
    await once(socket, 'connect')
    socket.on('data', (data: Buffer) => {
      if (data.subarray(0, 12).toString() !== 'HTTP/1.1 201') return
      this.#delivered?.()
      socket.write(request)
    })
    socket.write(request)
    return socket
  }

  delivery(): Promise<void> {
    return new Promise((resolve) => (this.#delivered = resolve))
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

/** What waiting workers cost one worker-api process, and how fast one of them gets a new job. */
export async function fleetSection(
  database: BenchDatabase,
  sizes: number[],
  seconds: number,
): Promise<Table[]> {
  const url = await database.create('fleet')
  const db = connect(url, 2)
  await migrate(db)
  await emptyQueue(db)
  const service = await startService('worker-api', { DATABASE_URL: url, REQUEST_JOB_TIMEOUT_SECONDS: '3600' })
  const fleet = new Fleet()
  const rows: Table['rows'] = []
  try {
    for (const size of sizes) {
      await fleet.grow(size, new URL(service.url))
      await pause(3)
      const idle = await watchIdle(database, url, service, seconds)
      const deliveries = await deliver(database, url, db, fleet, 200)
      rows.push([size.toLocaleString('en-US'), ...idle, ...deliveries, (await service.memory()).peak])
    }
  } finally {
    fleet.close()
    await service.stop()
    await db.destroy()
  }
  return [
    {
      title: 'Idle fleet on one worker-api process',
      columns: [
        'waiting workers',
        'resident MiB',
        'CPU %',
        'queries/s idle',
        'enqueue → delivery p50 ms',
        'p99 ms',
        'queries per job',
        'peak MiB',
      ],
      rows,
      chart: { file: 'fleet.svg', x: 0, y: [1], unit: 'resident MiB' },
    },
  ]
}

async function watchIdle(
  database: BenchDatabase,
  url: string,
  service: ServiceProcess,
  seconds: number,
): Promise<number[]> {
  const statements = await database.statements(url)
  const cpu = await service.cpuSeconds()
  await pause(seconds)
  const used = (await service.cpuSeconds()) - cpu
  const queries = (await database.statements(url)) - statements
  return [(await service.memory()).now, (used / seconds) * 100, queries / seconds]
}

async function deliver(
  database: BenchDatabase,
  url: string,
  db: ReturnType<typeof connect>,
  fleet: Fleet,
  jobs: number,
): Promise<number[]> {
  const queue = createJobQueue({ db })
  const latencies: number[] = []
  const before = await database.statements(url)
  for (let job = 0; job < jobs; job += 1) {
    const delivered = fleet.delivery()
    const started = performance.now()
    await Promise.all([queue.enqueue(oneJob), delivered])
    latencies.push(performance.now() - started)
  }
  const statements = (await database.statements(url)) - before
  const ownPerJob = await statementsOfEnqueue(database)
  const measured = summarise(latencies, 1)
  return [measured.p50, measured.p99, statements / jobs - ownPerJob]
}

/** Statements of the enqueue itself, to be taken off the count: the fleet answers for the rest. */
async function statementsOfEnqueue(database: BenchDatabase): Promise<number> {
  const solo = await database.create('fleet_solo')
  const db = connect(solo, 1)
  try {
    await migrate(db)
    const queue = createJobQueue({ db })
    await queue.enqueue(oneJob)
    const before = await database.statements(solo)
    for (let job = 0; job < 20; job += 1) await queue.enqueue(oneJob)
    return ((await database.statements(solo)) - before) / 20
  } finally {
    await db.destroy()
  }
}

const pause = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000))
