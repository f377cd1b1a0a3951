import {
  makers,
  many,
  realBodies,
  smallBodies,
  workers,
  workWhile,
  type Bodies,
  type Fleet,
} from './compose-fleet.js'
import { composeRequest } from './composer-load.js'
import { cpuSecondsOf, ownCpuSeconds } from './cpu.js'
import type { BenchDatabase } from './database.js'
import { keepAlive, send } from './send.js'
import { startService } from './service-process.js'
import type { Table } from './table.js'

const composePath = '/api/image-builder-composer/v2/compose'
const posters = 8
/** As many as need some seconds on a quiet machine. */
const composesPerSecond = 60
const warmUpComposes = 200
/** A manifest, the solving of its packages, the build. */
const jobsOfACompose = 3

/** Composes from end to end: all are posted, then makers and workers of a stock fleet do their jobs until none is left. */
export async function composesSection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const rows: Table['rows'] = []
  for (const bodies of [smallBodies, realBodies])
    rows.push([bodies.name, ...(await drain(database, bodies, seconds))])
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

/** Does jobs until so many builds are finished. @returns seconds until the last one was; polls that wait end later */
async function finishAll(fleet: Fleet, builds: number): Promise<number> {
  const started = performance.now()
  let ended = started
  let left = builds
  await workWhile(
    fleet,
    () => left > 0,
    () => {
      left -= 1
      ended = performance.now()
    },
  )
  return (ended - started) / 1000
}
