import type { Knex } from 'knex'
import { run } from './run.js'

/**
 * Fails unless the database takes writes and commits them. One write a second is proof enough for every instance: a
 * read-only session refuses the statement whether it finds the row or not.
 * @returns the time of the database, in milliseconds of the epoch
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
  if (!row) throw new Error('The database told no time')
  return row.time
}
