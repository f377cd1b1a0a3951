import { createJobQueue } from '@composer/jobqueue'
import { migrate } from '@composer/db'
import knex from 'knex'
import type { BenchDatabase } from './database.js'
import { startService, type ServiceProcess } from './service-process.js'
import type { Table } from './table.js'

/** Ten kinds of requests that cost most, each at the limits of its document. */
interface Kind {
  name: string
  api: 'composer-api' | 'worker-api'
  method: 'POST' | 'PATCH'
  /** Below the base path; a function takes the token of a running build. */
  path: string | ((token: string) => string)
  body: () => unknown
}

const base = {
  'composer-api': '/api/image-builder-composer/v2',
  'worker-api': '/api/image-builder-worker/v1',
}
const heap = { 'composer-api': 384, 'worker-api': 320 }
const image = {
  architecture: 'x86_64',
  image_type: 'guest-image',
  repositories: [{ baseurl: 'https://repo.example.com/os', check_gpg: false }],
  upload_targets: [{ type: 'local', upload_options: {} }],
}
const compose = (customizations: object) => ({
  distribution: 'centos-9',
  image_request: image,
  customizations,
})
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
const users = (password: string) => compose({ users: many(256, (at) => ({ name: `user${at}`, password })) })
/** A path of this many characters with a folder at every fourth of them. */
const path = (at: number, length: number) =>
  `/etc/${String(at).padStart(5, '0')}${'/abc'.repeat(Math.floor((length - 10) / 4))}`
const files = (count: number, length: number) => many(count, (at) => ({ path: path(at, length), data: 'x' }))

const kinds: Kind[] = [
  {
    name: '256 users, passwords of 512 characters',
    body: () => users('x'.repeat(512)),
  },
  { name: '256 users, passwords of 12 characters', body: () => users('x'.repeat(12)) },
  {
    name: '20,000 packages',
    body: () => compose({ packages: many(20_000, (at) => `package-${at}`) }),
  },
  { name: '10,000 files, paths of 700 characters', body: () => compose({ files: files(10_000, 700) }) },
  { name: '1,900 files, paths of 4,096 characters', body: () => compose({ files: files(1900, 4096) }) },
  {
    name: '128 file systems, paths of 4,096 characters',
    body: () =>
      compose({
        filesystem: many(128, (at) => ({
          mountpoint: path(at, 4096).replace('/etc', '/srv'),
          min_size: 1_073_741_824,
        })),
      }),
  },
  {
    name: 'koji, 100 images, 480 files',
    body: () => ({
      distribution: 'centos-9',
      koji: { server: 'https://koji.example.com/hub', task_id: 1, name: 'n', version: '1', release: '1' },
      image_requests: many(100, () => ({ ...image, upload_targets: undefined })),
      customizations: { files: files(480, 300) },
    }),
  },
].map((kind) => ({ ...kind, api: 'composer-api', method: 'POST', path: '/compose' }))

const report = (token: string) => `/jobs/${token}`
const reports: Kind[] = [
  {
    name: 'a result of 250 MiB, long texts',
    body: () => ({
      result: { success: true, osbuild_output: { success: true, log: { os: ['x'.repeat(250 * 2 ** 20)] } } },
    }),
  },
  {
    name: 'a result of 60 MiB, empty objects',
    body: () => ({ result: { x: many(20 * 2 ** 20, () => ({})) } }),
  },
  {
    name: 'a result of 20 MiB, targets',
    body: () => ({
      result: {
        osbuild_output: {},
        target_results: many(400_000, () => ({ name: 'org.osbuild.aws', options: { ami: 'x' } })),
      },
    }),
  },
].map((kind) => ({ ...kind, api: 'worker-api', method: 'PATCH', path: report }))

/** What each costs its service: CPU, memory, and how long nobody else was served. */
export async function worstSection(database: BenchDatabase): Promise<Table[]> {
  const url = await database.create('worst')
  const db = knex({ client: 'pg', connection: url })
  await migrate(db)
  const rows: string[][] = []
  for (const kind of [...kinds, ...reports]) {
    const service = await startService(
      kind.api,
      { DATABASE_URL: url, DEPSOLVE_TIMEOUT_SECONDS: '1', REQUEST_JOB_TIMEOUT_SECONDS: '1' },
      [`--max-old-space-size=${heap[kind.api]}`],
    )
    try {
      rows.push([kind.name, ...(await measure(service, kind, await pathOf(kind, db)))])
    } finally {
      await service.stop()
    }
  }
  await db.destroy()
  return [
    {
      title: 'The most expensive requests',
      notes: [
        'One request to a fresh process with the heap of its chart. The stall is the longest time in which the event loop did not turn, read from its own metric.',
      ],
      columns: [
        'request',
        'body, MiB',
        'answer',
        'seconds',
        'CPU, s',
        'memory, MiB more',
        'longest stall, ms',
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

async function measure(service: ServiceProcess, kind: Kind, below: string): Promise<string[]> {
  const body = JSON.stringify(kind.body())
  // What a first request loads, and the stalls of the start, are not this one's.
  await fetch(`${service.url}${base[kind.api]}/openapi`)
  await longestStall(service)
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
  ]
}

/** Seconds since it was last asked. */
async function longestStall({ internalUrl }: ServiceProcess): Promise<number> {
  const text = await (await fetch(`${internalUrl}/metrics`)).text()
  return Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1])
}
