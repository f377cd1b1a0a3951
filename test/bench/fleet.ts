import { readFile } from 'node:fs/promises'
import { connect as openSocket, type Socket } from 'node:net'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { createJobQueue, type NewGraph } from '@composer/jobqueue'
import { openTab } from './console-tab.js'
import type { BenchDatabase } from './database.js'
import { summarise } from './measure.js'
import { connect } from './queue/ours.js'
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

const socketsOfAnAddress = 20_000

/** Long polls over raw sockets: the client must not be what is measured. */
class Fleet {
  readonly #sockets: Socket[] = []
  #opened = 0
  /** Connections that the service or the system closed. */
  lost = 0
  #delivered: (() => void) | undefined

  async grow(to: number, url: URL): Promise<void> {
    while (this.#sockets.length < to) {
      const batch = Array.from({ length: Math.min(200, to - this.#sockets.length) }, () => this.#open(url))
      this.#sockets.push(...(await Promise.all(batch)))
    }
  }

  async #open(url: URL): Promise<Socket> {
    // An address has fewer ports than there are sockets.
    const localAddress = `127.0.0.${2 + Math.floor(this.#opened / socketsOfAnAddress)}`
    this.#opened += 1
    const socket = openSocket({ port: Number(url.port), host: url.hostname, localAddress })
    await once(socket, 'connect')
    socket.on('error', () => (this.lost += 1))
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

/** Files of this process and of the service that are not sockets of the fleet. */
const filesBesides = 500

/** What the system lets this process have open, and its children. */
async function mostOpenFiles(): Promise<number> {
  const limit = /Max open files\s+\d+\s+(\d+|unlimited)/.exec(
    await readFile('/proc/self/limits', 'utf8'),
  )?.[1]
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit)
}

/** What waiting workers cost one worker-api process, and how fast one of them gets a new job. */
export async function fleetSection(
  database: BenchDatabase,
  sizes: number[],
  seconds: number,
): Promise<Table[]> {
  const url = await database.createMigrated('fleet')
  const db = connect(url, 2)
  const service = await startService('worker-api', {
    DATABASE_URL: url,
    REQUEST_JOB_TIMEOUT_SECONDS: '3600',
    TENANT_MAX_WAITING_POLLS: '100000',
  })
  const fleet = new Fleet()
  const most = (await mostOpenFiles()) - filesBesides
  const rows: Table['rows'] = []
  const watched: Table['rows'] = []
  const resident: Resident[] = []
  try {
    for (const size of new Set(sizes.map((wanted) => Math.min(wanted, most)))) {
      await fleet.grow(size, new URL(service.url))
      await pause(3)
      const idle = await watchIdle(database, url, service, seconds)
      const deliveries = await deliver(database, url, db, fleet, 200)
      resident.push({ size, mebibytes: idle[0] ?? Number.NaN })
      rows.push([size.toLocaleString('en-US'), ...idle, ...deliveries, (await service.memory()).peak])
    }
    await withTabs(url, async (tabs) => {
      const idle = await watchIdle(database, url, service, seconds)
      watched.push([tabs, ...idle, ...(await deliver(database, url, db, fleet, 200))])
    })
  } finally {
    fleet.close()
    await service.stop()
    await db.destroy()
  }
  return [
    {
      title: 'Idle fleet on one worker-api process',
      columns: ['waiting workers', ...measured, 'peak MiB'],
      rows,
      notes: [
        ...sizes.filter((wanted) => wanted > most).map((wanted) => outOfReach(wanted, resident)),
        ...(fleet.lost > 0 ? [`${fleet.lost} connections were lost`] : []),
      ],
      chart: { file: 'fleet.svg', x: 0, y: [1], unit: 'resident MiB' },
    },
    {
      title: 'The largest of these fleets while the console is open',
      columns: ['open tabs', ...measured],
      rows: watched,
      notes: [
        'Tabs of a composer-api process over the same database. Queries are those of both processes; memory and CPU are of worker-api.',
      ],
    },
  ]
}

const measured = [
  'resident MiB',
  'CPU %',
  'queries/s idle',
  'enqueue → delivery p50 ms',
  'p99 ms',
  'queries per job',
]

/** Calls `measure` with no tab, with one and with twenty; the process that serves them runs each time. */
async function withTabs(url: string, measure: (tabs: number) => Promise<void>): Promise<void> {
  const composer = await startService('composer-api', { DATABASE_URL: url, CONSOLE: 'read-only' })
  const listening = new AbortController()
  let open = 0
  try {
    for (const wanted of [0, 1, 20]) {
      for (; open < wanted; open += 1) await openTab(composer.internalUrl, listening.signal)
      await pause(2)
      await measure(wanted)
    }
  } finally {
    listening.abort()
    await composer.stop()
  }
}

interface Resident {
  size: number
  mebibytes: number
}

/** What a size that the limit of open files rules out would take, by what the measured polls take. */
function outOfReach(wanted: number, resident: readonly Resident[]): string {
  const [first, last] = [resident[0], resident.at(-1)]
  const polls = wanted.toLocaleString('en-US')
  if (!first || !last || first === last) return `${polls} need a larger limit of open files (\`ulimit -n\`)`
  const perPoll = (last.mebibytes - first.mebibytes) / (last.size - first.size)
  const all = first.mebibytes + perPoll * (wanted - first.size)
  return `${polls} need a larger limit of open files (\`ulimit -n\`); at ${(perPoll * 1024).toFixed(1)} KiB a poll they would take ${Math.round(all)} MiB`
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
  const solo = await database.createMigrated('fleet_solo')
  const db = connect(solo, 1)
  try {
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
