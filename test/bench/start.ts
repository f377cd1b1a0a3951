import { composerTargets, load } from './composer-load.js'
import type { BenchDatabase } from './database.js'
import { createJobQueue } from '@composer/jobqueue'
import { median } from './measure.js'
import { connect } from './queue/ours.js'
import { startService } from './service-process.js'
import type { Table } from './table.js'

const rounds = 5
const services = ['composer-api', 'worker-api'] as const

/** From the start of a process until it takes requests, and the memory that it has then. */
export async function startSection(database: BenchDatabase): Promise<Table[]> {
  const url = await database.createMigrated('start')
  const db = connect(url, 2)
  const runs = services.map((): { elapsed: number; cpu: number; memory: number }[] => [])
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, name] of services.entries()) {
        const service = await startService(name, { DATABASE_URL: url })
        runs[index]?.push({ ...service.start, memory: (await service.memory()).now })
        await service.stop()
      }
    }
  } finally {
    await db.destroy()
  }
  return [
    {
      title: 'Start of a service until it is ready',
      columns: ['service', 'seconds', 'CPU seconds', 'resident MiB'],
      rows: services.map((name, index) => [
        name,
        median(runs[index]?.map(({ elapsed }) => elapsed) ?? []),
        median(runs[index]?.map(({ cpu }) => cpu) ?? []),
        median(runs[index]?.map(({ memory }) => memory) ?? []),
      ]),
      notes: [`medians of ${rounds} starts in turn, without a compile cache`],
    },
  ]
}

/** Memory of composer-api while one load follows the other: what it comes to rest at. */
export async function memorySection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const url = await database.createMigrated('memory')
  const db = connect(url, 2)
  const service = await startService('composer-api', { DATABASE_URL: url })
  try {
    const rows: Table['rows'] = [['at rest', 0, (await service.memory()).now]]
    const targets = await composerTargets(service, createJobQueue({ db }), [1024])
    let requests = 0
    for (let round = 1; round <= 4; round += 1) {
      for (const target of targets) {
        const { perSecond } = await load(target, { duration: seconds })
        requests += perSecond * seconds
      }
      rows.push([`after round ${round}`, requests, (await service.memory()).now])
    }
    return [
      {
        title: 'Memory of composer-api under load',
        columns: ['when', 'requests so far', 'resident MiB'],
        rows,
        notes: ['each round: constant answers, status, POST /compose, with 16 connections'],
      },
    ]
  } finally {
    await service.stop()
    await db.destroy()
  }
}
