import type { Knex } from 'knex'
import { run } from './run.js'

/** Keeps the text of a result before the job is finished with it. True when the attempt is running. */
export async function storeResultText(
  db: Knex,
  token: string,
  channel: string,
  result: string | Buffer,
): Promise<boolean> {
  const rows = await run(
    db,
    'store-result',
    `UPDATE jobs SET result = $3 WHERE token = $1 AND channel = $2 AND state = 'running' RETURNING id`,
    [token, channel, result],
  )
  return rows.length > 0
}
