import type { Knex } from 'knex'
import { run } from './run.js'

/** Channel of the job whose current or last attempt has this token, if it is one of these types. */
export async function findLane(
  db: Knex,
  token: string,
  types: readonly string[],
): Promise<string | undefined> {
  const [row] = await run<{ channel: string | null; type: string | null }>(
    db,
    'find-lane',
    'SELECT * FROM lane_of_token($1)',
    [token],
    { repeatable: true },
  )
  return row?.channel != null && row.type !== null && types.includes(row.type) ? row.channel : undefined
}
