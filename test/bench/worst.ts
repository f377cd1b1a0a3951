import { createJobQueue } from '@composer/jobqueue'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import knex from 'knex'
import type { BenchDatabase } from './database.js'
import { startService, type ServiceProcess } from './service-process.js'
import type { Table } from './table.js'
import { worstComposes, worstReports, type WorstBody } from './worst-bodies.js'

/** Ten kinds of requests that cost most, each at the limits of its document. */
interface Kind extends WorstBody {
  api: 'composer-api' | 'worker-api'
  method: 'POST' | 'PATCH'
  /** Below the base path; a function takes the token of a running build. */
  path: string | ((token: string) => string)
}

const base = {
  'composer-api': '/api/image-builder-composer/v2',
  'worker-api': '/api/image-builder-worker/v1',
}
const heap = { 'composer-api': 384, 'worker-api': 320 }
const kinds = worstComposes.map((kind): Kind => ({
  ...kind,
  api: 'composer-api',
  method: 'POST',
  path: '/compose',
}))

/** As seen from what this file is compiled to. */
const loopWatch = new URL('../../fuzz/loop-watch.mjs', import.meta.url)

const report = (token: string) => `/jobs/${token}`
const reports = worstReports.map((kind): Kind => ({
  ...kind,
  api: 'worker-api',
  method: 'PATCH',
  path: report,
}))

/** What each costs its service: CPU, memory, and how long nobody else was served. */
export async function worstSection(database: BenchDatabase): Promise<Table[]> {
  const url = await database.createMigrated('worst')
  const db = knex({ client: 'pg', connection: url })
  const rows: string[][] = []
  const watchFile = join(tmpdir(), `worst-${process.pid}`)
  for (const kind of [...kinds, ...reports]) {
    const service = await startService(
      kind.api,
      {
        LOOP_WATCH_FILE: watchFile,
        DATABASE_URL: url,
        DEPSOLVE_TIMEOUT_SECONDS: '1',
        REQUEST_JOB_TIMEOUT_SECONDS: '1',
      },
      [`--max-old-space-size=${heap[kind.api]}`, '--import', loopWatch.href],
    )
    try {
      rows.push([kind.name, ...(await measure(service, kind, await pathOf(kind, db), watchFile))])
    } finally {
      await service.stop()
    }
  }
  await db.destroy()
  await rm(watchFile, { force: true })
  return [
    {
      title: 'The most expensive requests',
      notes: [
        'One request to a fresh process with the heap of its chart. The stall is the longest time in which the event loop did not turn, read from its own metric; the step is what the main thread took of a processor at most between two looks of a timer of 10 ms.',
      ],
      columns: [
        'request',
        'body, MiB',
        'answer',
        'seconds',
        'CPU, s',
        'memory, MiB more',
        'longest stall, ms',
        'longest step, ms of CPU',
      ],
      rows,
    },
  ]
}

async function pathOf({ path: given }: Kind, db: knex.Knex): Promise<string> {
  if (typeof given === 'string') return given
  const queue = createJobQueue({ db })
  await queue.enqueue({
    channel: '',
    kind: 'image',
    request: null,
    retentionSeconds: 3600,
    jobs: [{ ref: 'build', type: 'osbuild:x86_64', role: 'build', args: '{}', dependsOn: [] }],
  })
  const [job] = await queue.claim({ channel: '', types: ['osbuild:x86_64'], workers: [null] })
  if (!job) throw new Error('No build is ready')
  return given(job.token)
}

async function measure(
  service: ServiceProcess,
  kind: Kind,
  below: string,
  watchFile: string,
): Promise<string[]> {
  const body = JSON.stringify(kind.body())
  // What a first request loads, and the stalls of the start, are not this one's.
  await fetch(`${service.url}${base[kind.api]}/openapi`)
  await longestStall(service)
  process.kill(service.pid, 'SIGUSR2')
  const before = { cpu: await service.cpuSeconds(), memory: (await service.memory()).now }
  const started = performance.now()
  const answer = await fetch(`${service.url}${base[kind.api]}${below}`, {
    method: kind.method,
    headers: { 'Content-Type': 'application/json' },
    body,
  })
  await answer.arrayBuffer()
  const seconds = (performance.now() - started) / 1000
  const stall = await longestStall(service)
  return [
    (body.length / 2 ** 20).toFixed(1),
    String(answer.status),
    seconds.toFixed(2),
    ((await service.cpuSeconds()) - before.cpu).toFixed(2),
    ((await service.memory()).peak - before.memory).toFixed(0),
    (stall * 1000).toFixed(0),
    Number(await readFile(watchFile, 'utf8')).toFixed(0),
  ]
}

/** Seconds since it was last asked. */
async function longestStall({ internalUrl }: ServiceProcess): Promise<number> {
  const text = await (await fetch(`${internalUrl}/metrics`)).text()
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1])
}
