import { createJobQueue } from '@composer/jobqueue'
import { startBareServer } from './bare-server.js'
import { composerTargets, connections, load, postCompose, type Load } from './composer-load.js'
import type { BenchDatabase } from './database.js'
import { median } from './measure.js'
import { connect } from './queue/ours.js'
import { startService } from './service-process.js'
import type { Table } from './table.js'

/** Odd, so that there is a middle one. */
const rounds = 5
const resultSizes = [2 ** 10, 50 * 2 ** 20]

/**
 * One composer-api process against a constant answer through the same stack, and that against a bare server; in turns,
 * because the speed of a shared machine drifts.
 */
export async function httpSection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const url = await database.createMigrated('http')
  const db = connect(url, 2)
  const service = await startService('composer-api', { DATABASE_URL: url })
  const logging = await startService('composer-api', { DATABASE_URL: url, LOG_LEVEL: 'info' }, [], 'ignore')
  const bare = await startBareServer()
  try {
    const atRest = (await service.memory()).now
    const [constant, ...others] = await composerTargets(service, createJobQueue({ db }), resultSizes)
    const [logged] = await composerTargets(logging, createJobQueue({ db }), [])
    const targets = [
      constant,
      ...others,
      { ...logged, name: 'constant answer, with its line in the log' },
      { name: 'bare HTTP server of Node', url: bare.url, pid: bare.pid },
    ]
    const loads = targets.map((): Load[] => [])
    for (const target of targets) await load(target, { duration: 2 })
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, target] of targets.entries())
        loads[index]?.push(await load(target, { duration: Math.ceil(seconds / 2) }))
    }
    const middle = (index: number, value: (load: Load, round: number) => number) =>
      median(loads[index]?.map(value) ?? [])
    const ratio = (index: number, to: number) =>
      middle(index, (load, round) => load.perSecond / (loads[to]?.[round]?.perSecond ?? Number.NaN))
    const cpuRatio = (index: number) =>
      middle(index, (load, round) => (loads[0]?.[round]?.cpu ?? Number.NaN) / load.cpu)
    const statements = await statementsOfPost(database, url, service.url)
    const memory = await service.memory()
    return [
      {
        title: `composer-api over HTTP, one process, ${connections} connections`,
        columns: [
          'request',
          'per second',
          'p50 ms',
          'p99 ms',
          '/ constant',
          'CPU ms',
          'per CPU second / constant',
        ],
        rows: targets.map(({ name }, index) => [
          name,
          middle(index, (load) => load.perSecond),
          middle(index, (load) => load.p50),
          middle(index, (load) => load.p99),
          ratio(index, 0),
          middle(index, (load) => load.cpu),
          cpuRatio(index),
        ]),
        notes: [
          `medians of ${rounds} rounds in which all took turns, of the rates and of the ratios`,
          'CPU: of the answering process, whatever else the machine does',
          `status with a 50 MiB result takes ${ratio(1, 2).toFixed(2)} × the time of the small one`,
          `${statements.toFixed(2)} database statements for each POST /compose: one transaction`,
          `resident memory ${Math.round(atRest)} MiB at rest, ${Math.round(memory.now)} after the load, ${Math.round(memory.peak)} at most`,
        ],
        chart: { file: 'http.svg', x: 0, y: [1], unit: 'requests/s' },
      },
    ]
  } finally {
    await bare.stop()
    await logging.stop()
    await service.stop()
    await db.destroy()
  }
}

/** One composer-api process under one of the loads that it is measured with, for `seconds`. */
export async function driveComposer(
  database: BenchDatabase,
  request: 'status' | 'compose',
  seconds: number,
  nodeOptions: string[],
): Promise<void> {
  const url = await database.createMigrated('composer')
  const db = connect(url, 2)
  const service = await startService('composer-api', { DATABASE_URL: url }, nodeOptions)
  try {
    const [, status, compose] = await composerTargets(service, createJobQueue({ db }), [1024])
    const target = request === 'status' ? status : compose
    if (!target) throw new Error(`Nothing asks for a ${request}`)
    await load(target, { duration: seconds })
  } finally {
    await service.stop()
    await db.destroy()
  }
}

/** Every statement of the services is a transaction of its own. */
async function statementsOfPost(database: BenchDatabase, databaseUrl: string, url: string): Promise<number> {
  const posts = 200
  const before = await database.statements(databaseUrl)
  for (let post = 0; post < posts; post += 1) await postCompose(url)
  return ((await database.statements(databaseUrl)) - before) / posts
}
