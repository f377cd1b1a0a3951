import { median } from '../measure.js'
import type { Table } from '../table.js'
import type { Contender } from './contender.js'
import { floor } from './floor.js'
import { graphileWorker } from './graphile-worker.js'
import { ours } from './ours.js'
import { pgBoss } from './pg-boss.js'
import { referenceShaped } from './reference-shaped.js'

const clientCounts = [1, 4, 16] as const
/** Odd, so that there is a middle one. */
const rounds = 5
const warmUpSeconds = 0.3

type Measure = (database: string, clients: number, seconds: number) => Promise<number>

/** A new database for every measurement: nobody inherits another's dead rows. */
const contenders = (databaseUrl: (name: string) => Promise<string>): Record<string, Measure> => {
  const queue =
    (open: (url: string, clients: number) => Promise<Contender>, perSecond: number): Measure =>
    async (database, clients, seconds) => {
      const contender = await open(await databaseUrl(database), clients)
      try {
        await contender.fill(Math.ceil((seconds + warmUpSeconds) * perSecond))
        await contender.measure(clients, warmUpSeconds)
        return (await contender.measure(clients, seconds)).perSecond
      } finally {
        await contender.close()
      }
    }
  return {
    'floor: claim and finish in two transactions': async (database, clients, seconds) =>
      floor(await databaseUrl(database), 'two', clients, seconds),
    'floor: claim and finish in one transaction': async (database, clients, seconds) =>
      floor(await databaseUrl(database), 'one', clients, seconds),
    ours: queue(ours, 8_000),
    'pg-boss 10, analyzed after its burst': queue((url, clients) => pgBoss(url, clients, true), 3_000),
    'pg-boss 10, not analyzed since its burst': queue((url, clients) => pgBoss(url, clients, false), 3_000),
    'graphile-worker': queue(graphileWorker, 4_000),
    'reference-shaped, 0 history': queue((url, clients) => referenceShaped(url, clients, 0), 1_000),
    'reference-shaped, 100,000 history': queue(
      (url, clients) => referenceShaped(url, clients, 100_000),
      1_000,
    ),
  }
}

/**
 * Claim and report of single jobs, side by side on one server with the same durability. In turns, round after round:
 * the speed of a shared machine drifts by half within minutes, and a ratio only means something between neighbours.
 */
export async function queueSection(
  databaseUrl: (name: string) => Promise<string>,
  seconds: number,
): Promise<Table[]> {
  const measures = Object.entries(contenders(databaseUrl))
  const rates = new Map(measures.map(([name]) => [name, clientCounts.map((): number[] => [])]))
  for (const [column, clients] of clientCounts.entries()) {
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, [name, measure]] of measures.entries()) {
        rates.get(name)?.[column]?.push(await measure(`queue_${index}`, clients, seconds / 3))
      }
    }
  }
  const own = rates.get('ours') ?? []
  const ratio = (theirs: number[], column: number) =>
    median(theirs.map((rate, round) => (own[column]?.[round] ?? Number.NaN) / rate))
  return [
    {
      title: 'Claim and report, jobs per second',
      columns: [
        'queue',
        ...clientCounts.map((n) => `${n} client${n === 1 ? '' : 's'}`),
        ...clientCounts.map((n) => `ours / this, ${n}`),
      ],
      rows: [...rates].map(([name, columns]) => [name, ...columns.map(median), ...columns.map(ratio)]),
      notes: [`medians of ${rounds} rounds in which all took turns, of the rates and of the ratios`],
      chart: { file: 'queue.svg', x: 0, y: [1, 2, 3], unit: 'jobs/s' },
    },
  ]
}
