import type { Knex } from 'knex'
import type { JobProgress } from '../types.js'
import { run } from './run.js'

/** True when the attempt is running. */
export async function storeProgress(
  db: Knex,
  token: string,
  channel: string,
  progress: JobProgress,
): Promise<boolean> {
  const rows = await run(
    db,
    'store-progress',
    `UPDATE jobs SET progress = $3 WHERE token = $1 AND channel = $2 AND state = 'running' RETURNING id`,
    [token, channel, JSON.stringify(progress)],
  )
  return rows.length > 0
}
