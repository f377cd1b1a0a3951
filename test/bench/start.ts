import type { BenchDatabase } from './database.js'
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
