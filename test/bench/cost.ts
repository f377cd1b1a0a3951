import type { Knex } from 'knex'
import type { BenchDatabase } from './database.js'
import { closedLoop } from './measure.js'
import type { ServiceProcess } from './service-process.js'

/** Of one operation: CPU milliseconds of each, and bytes of the write-ahead log. */
export interface Cost {
  service: number
  postgres: number
  log: number
}

export interface Meter {
  clients: number
  seconds: number
  database: BenchDatabase
  db: Knex
  service: ServiceProcess
}

/** Until V8 has compiled what is hot. */
const warmUpSeconds = 2

/** What one `step` costs a service and the database, when clients do it one after the other. */
export async function costOf(
  { clients, seconds, database, db, service }: Meter,
  step: (client: number) => Promise<boolean>,
): Promise<Cost> {
  const used = async () => ({
    service: (await service.cpuSeconds()) * 1000,
    postgres: (await database.cpuSeconds()) * 1000,
    log: Number(
      (await db.raw<{ rows: { bytes: string }[] }>(`SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS bytes`))
        .rows[0]?.bytes,
    ),
  })
  await closedLoop(clients, warmUpSeconds, step)
  const before = await used()
  const { operations } = await closedLoop(clients, seconds, step)
  const after = await used()
  const perOperation = (part: keyof Cost) => (after[part] - before[part]) / operations
  return { service: perOperation('service'), postgres: perOperation('postgres'), log: perOperation('log') }
}
