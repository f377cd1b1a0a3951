import type { Knex } from 'knex'
import { run } from './run.js'

/**
 * Fails unless the database takes writes and commits them. One write a second is proof enough for every instance: a
 * read-only session refuses the statement whether it finds the row or not.
 */
export async function proveWrite(db: Knex): Promise<void> {
  await run(
    db,
    'prove-write',
    `UPDATE watchdog SET probed_at = clock_timestamp() WHERE probed_at < clock_timestamp() - interval '1 second'`,
    [],
    { repeatable: true },
  )
}
