import type { Knex } from 'knex'
import { run } from './run.js'

/**
 * Fails unless the database accepts and commits writes. It writes at most once a second for all instances; a read-only
 * session refuses the statement in any case.
 * @returns the time of the database in milliseconds since the epoch
 */
export async function proveWrite(db: Knex): Promise<number> {
  const [row] = await run<{ time: number }>(
    db,
    'prove-write',
    `WITH proof AS (
       UPDATE watchdog SET probed_at = clock_timestamp() WHERE probed_at < clock_timestamp() - interval '1 second'
     )
     SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS double precision) AS time`,
    [],
    { repeatable: true },
  )
  if (!row) throw new Error('The statement that reads the time returned no row')
  return row.time
}
