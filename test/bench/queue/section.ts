import type { Table } from '../table.js'
import type { Contender } from './contender.js'
import { floor } from './floor.js'
import { graphileWorker } from './graphile-worker.js'
import { ours } from './ours.js'
import { pgBoss } from './pg-boss.js'
import { referenceShaped } from './reference-shaped.js'

const clientCounts = [1, 4, 16] as const

/** Claim and report of single jobs, side by side on one server with the same durability. */
export async function queueSection(
  databaseUrl: (name: string) => Promise<string>,
  seconds: number,
): Promise<Table[]> {
  const rates = new Map<string, number[]>()
  const add = (name: string, rate: number) => rates.set(name, [...(rates.get(name) ?? []), rate])
  const floorUrl = await databaseUrl('floor')
  for (const clients of clientCounts) {
    add('floor: claim and finish in two transactions', await floor(floorUrl, 'two', clients, seconds))
    add('floor: claim and finish in one transaction', await floor(floorUrl, 'one', clients, seconds))
  }
  const contenders: [string, (url: string, clients: number) => Promise<Contender>][] = [
    ['ours', ours],
    ['pg_boss', pgBoss],
    ['graphile', graphileWorker],
    ['reference_0', (url, clients) => referenceShaped(url, clients, 0)],
    ['reference_100k', (url, clients) => referenceShaped(url, clients, 100_000)],
  ]
  for (const [database, open] of contenders) {
    const url = await databaseUrl(database)
    for (const clients of clientCounts) {
      const contender = await open(url, clients)
      try {
        await contender.fill(database.startsWith('reference') ? 2_000 : seconds * 8_000)
        const measured = await contender.measure(clients, seconds)
        add(contender.name, measured.perSecond)
      } finally {
        await contender.close()
      }
    }
  }
  const own = rates.get('ours') ?? []
  return [
    {
      title: 'Claim and report, jobs per second',
      columns: ['queue', ...clientCounts.map((n) => `${n} clients`), 'ours / this, 16 clients'],
      rows: [...rates].map(([name, values]) => [name, ...values, (own[2] ?? 0) / (values[2] ?? 1)]),
      chart: { file: 'queue.svg', x: 0, y: [3], unit: 'jobs/s with 16 clients' },
    },
  ]
}
