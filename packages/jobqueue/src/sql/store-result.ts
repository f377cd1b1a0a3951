import type { Knex } from 'knex'
import { run } from './run.js'

/** Keeps the text of a result before the job is finished with it. True when the attempt is running. */
export async function storeResultText(
  db: Knex,
  token: string,
  channel: string,
  result: string | Buffer,
): Promise<boolean> {
  const [row] = await run<{ stored: boolean }>(
    db,
    'store-result',
    'SELECT store_result($1, $2, $3) AS stored',
    [token, channel, result],
  )
  return row?.stored ?? false
}
