import { median, roundsWithin } from '../measure.js'
import type { Table } from '../table.js'
import type { BenchDatabase } from '../database.js'
import type { ContenderKind } from './contender.js'
import { floor } from './floor.js'
import { graphileWorker } from './graphile-worker.js'
import { ours } from './ours.js'
import { pgBoss } from './pg-boss.js'
import { referenceShaped } from './reference-shaped.js'

const clientCounts = [1, 4, 16] as const
/** Odd, so that there is a middle one. */
const rounds = 5
const warmUpSeconds = 0.3
/** For each number of clients, after which no further round begins. */
const longestSeconds = 80

type Measure = (database: string, clients: number, seconds: number) => Promise<number>

const kinds: Record<string, ContenderKind> = {
  ours,
  'pg-boss 12, analyzed after its burst': pgBoss(true),
  'pg-boss 12, not analyzed since its burst': pgBoss(false),
  'graphile-worker': graphileWorker,
  'reference-shaped, 0 history': referenceShaped(0),
  'reference-shaped, 100,000 history': referenceShaped(100_000),
}

/** A new database for every measurement: nobody inherits another's dead rows. */
async function contenders(database: BenchDatabase): Promise<[string, Measure][]> {
  const floors = (['two', 'one'] as const).map((count): [string, Measure] => [
    `floor: claim and finish in ${count} transaction${count === 'one' ? '' : 's'}`,
    async (name, clients, seconds) => floor(await database.create(name), count, clients, seconds),
  ])
  const queues: [string, Measure][] = []
  for (const [index, [name, kind]] of Object.entries(kinds).entries()) {
    const prepared = `queue_prepared_${index}`
    await kind.prepare(await database.create(prepared))
    queues.push([name, measureCopies(database, prepared, kind)])
  }
  return [...floors, ...queues]
}

const measureCopies =
  (database: BenchDatabase, prepared: string, { open, perSecond }: ContenderKind): Measure =>
  async (name, clients, seconds) => {
    const contender = await open(await database.create(name, prepared), clients)
    try {
      await contender.fill(Math.ceil((seconds + warmUpSeconds) * perSecond))
      await contender.measure(clients, warmUpSeconds)
      return (await contender.measure(clients, seconds)).perSecond
    } finally {
      await contender.close()
    }
  }

/**
 * Claim and report of single jobs, side by side on one server with the same durability. In turns, round after round:
 * the speed of a shared machine drifts by half within minutes, and a ratio only means something between neighbours.
 */
export async function queueSection(
  database: BenchDatabase,
  seconds: number,
  { quick }: { quick: boolean },
): Promise<Table[]> {
  const measures = await contenders(database)
  const rates = new Map(measures.map(([name]) => [name, clientCounts.map((): number[] => [])]))
  for (const [column, clients] of clientCounts.entries()) {
    for (const _ of roundsWithin(quick ? 1 : rounds, longestSeconds)) {
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
      notes: [
        `medians of ${Math.min(...(rates.get('ours') ?? []).map((column) => column.length))} rounds in which all took turns, of the rates and of the ratios`,
      ],
      chart: { file: 'queue.svg', x: 0, y: [1, 2, 3], unit: 'jobs/s' },
    },
  ]
}
