import { composeRequest } from './composer-load.js'
import { cpuSecondsOf, ownCpuSeconds } from './cpu.js'
import type { BenchDatabase } from './database.js'
import { buildReport, depsolveReport, manifestReport } from './real-bodies.js'
import { keepAlive, send } from './send.js'
import { startService } from './service-process.js'
import type { Table } from './table.js'

const composePath = '/api/image-builder-composer/v2/compose'
const jobsPath = '/api/image-builder-worker/v1/jobs'
const posters = 8
const makers = 8
const workers = 16
/** As many as need some seconds on a quiet machine. */
const composesPerSecond = 60
const warmUpComposes = 200
/** A manifest, the solving of its packages, the build. */
const jobsOfACompose = 3
const kibibyte = 1024

const solving = JSON.stringify({
  grouped_package_sets: {
    os: [
      { Include: ['@core'], Exclude: null, EnabledModules: null, Repositories: null, InstallWeakDeps: true },
    ],
  },
  module_platform_id: 'platform:el9',
  arch: 'x86_64',
  releasever: '9',
})

interface Bodies {
  name: string
  manifest: string
  solved: string
  build: string
}

const sizes: Bodies[] = [
  {
    name: 'small',
    manifest: manifestReport(kibibyte),
    solved: '{"result":{"package_specs":{},"repo_configs":{}}}',
    build: buildReport(kibibyte),
  },
  {
    name: 'manifest 164 KB, solved packages 400 KB, build 100 KB',
    manifest: manifestReport(164 * kibibyte),
    solved: depsolveReport(400 * kibibyte),
    build: buildReport(100 * kibibyte),
  },
]

/** Composes from end to end: all are posted, then makers and workers of a stock fleet do their jobs until none is left. */
export async function composesSection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const rows: Table['rows'] = []
  for (const bodies of sizes) rows.push([bodies.name, ...(await drain(database, bodies, seconds))])
  return [
    {
      title: `Composes from end to end, ${makers} makers and ${workers} workers`,
      columns: [
        'bodies',
        'composes',
        'posted/s',
        'drained/s',
        'CPU ms a compose: composer-api',
        'CPU ms a job: worker-api',
        'Postgres',
        'makers and workers',
      ],
      rows,
      notes: [
        'a compose is three jobs: its manifest, the packages that workers solve for it meanwhile, the build; one process of each service',
        'all are posted before the first job is taken; workers and makers do nothing but ask and report',
      ],
    },
  ]
}

async function drain(database: BenchDatabase, bodies: Bodies, seconds: number): Promise<number[]> {
  const url = await database.createMigrated('composes')
  const composer = await startService('composer-api', { DATABASE_URL: url, MANIFESTS: 'maker' })
  const worker = await startService('worker-api', { DATABASE_URL: url, REQUEST_JOB_TIMEOUT_SECONDS: '1' })
  // Each maker holds two: its job's packages are solved meanwhile.
  const agent = keepAlive(posters + 2 * makers + workers)
  const usage = async () => ({
    composer: await cpuSecondsOf(composer.pid),
    worker: await cpuSecondsOf(worker.pid),
    postgres: await database.cpuSeconds(),
    fleet: ownCpuSeconds(),
  })
  const fleet = { agent, url: worker.url, bodies }
  try {
    await postAll(agent, composer.url, warmUpComposes)
    await finishAll(fleet, warmUpComposes)
    const composes = Math.ceil(seconds * composesPerSecond)
    const before = await usage()
    const posting = await postAll(agent, composer.url, composes)
    const posted = await usage()
    const draining = await finishAll(fleet, composes)
    const after = await usage()
    const each = (from: number, to: number, count: number) => ((to - from) * 1000) / count
    const jobs = composes * jobsOfACompose
    return [
      composes,
      composes / posting,
      composes / draining,
      each(before.composer, posted.composer, composes),
      each(posted.worker, after.worker, jobs),
      each(posted.postgres, after.postgres, jobs),
      each(posted.fleet, after.fleet, jobs),
    ]
  } finally {
    agent.destroy()
    await worker.stop()
    await composer.stop()
  }
}

const many = (count: number, work: () => Promise<void>) => Promise.all(Array.from({ length: count }, work))

/** @returns the seconds that it took */
async function postAll(agent: Fleet['agent'], url: string, composes: number): Promise<number> {
  const started = performance.now()
  let left = composes
  await many(posters, async () => {
    while (left > 0) {
      left -= 1
      const { status } = await send(agent, url + composePath, 'POST', composeRequest)
      if (status !== 201) throw new Error(`A compose was answered ${status}`)
    }
  })
  return (performance.now() - started) / 1000
}

interface Fleet {
  agent: ReturnType<typeof keepAlive>
  url: string
  bodies: Bodies
}

/** Does jobs until so many builds are finished. @returns seconds until the last one was; polls that wait end later */
async function finishAll(fleet: Fleet, builds: number): Promise<number> {
  const started = performance.now()
  let ended = started
  let left = builds
  const loop = (types: string[]) => async () => {
    while (left > 0) {
      if (!(await doJob(fleet, types))) continue
      left -= 1
      ended = performance.now()
    }
  }
  await Promise.all([many(makers, loop(['manifest-id-only'])), many(workers, loop(['depsolve', 'osbuild']))])
  return (ended - started) / 1000
}

/** Whether it was a build, which ends a compose. */
async function doJob({ agent, url, bodies }: Fleet, types: string[]): Promise<boolean> {
  const job = await send(agent, url + jobsPath, 'POST', JSON.stringify({ types, arch: 'x86_64' }))
  if (job.status === 204) return false
  if (job.status !== 201) throw new Error(`Asking for a job was answered ${job.status}`)
  const head = job.body.toString('latin1', 0, 1024)
  const [location = '', type = ''] = [/"location":"([^"]+)"/, /"type":"([^"]+)"/].map(
    (pattern) => pattern.exec(head)?.[1],
  )
  if (type === 'manifest-id-only') await haveSolved(agent, `${url}${location}/depsolve`)
  const report = { 'manifest-id-only': bodies.manifest, depsolve: bodies.solved, osbuild: bodies.build }[type]
  if (report === undefined) throw new Error(`A job of an unexpected type: ${type}`)
  const { status } = await send(agent, url + location, 'PATCH', report)
  if (status !== 200) throw new Error(`A report of ${type} was answered ${status}`)
  return type === 'osbuild'
}

async function haveSolved(agent: Fleet['agent'], url: string): Promise<void> {
  for (;;) {
    const { status, body } = await send(agent, url, 'POST', solving)
    if (status === 200) return
    if (status !== 202) throw new Error(`Solving was answered ${status}: ${body.toString('utf8', 0, 500)}`)
  }
}
