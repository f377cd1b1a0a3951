import type { Knex } from 'knex'
import type { JobProgress } from '../types.js'
import { run } from './run.js'

/** Replaces the progress of a running attempt. True when the attempt is running. */
export async function storeProgress(
  db: Knex,
  token: string,
  channel: string,
  progress: JobProgress,
): Promise<boolean> {
  const [row] = await run<{ stored: boolean }>(
    db,
    'store-progress',
    'SELECT store_progress($1, $2, $3) AS stored',
    [token, channel, JSON.stringify(progress)],
    { repeatable: true },
  )
  return row?.stored ?? false
}
