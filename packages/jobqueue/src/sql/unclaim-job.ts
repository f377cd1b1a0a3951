import type { Knex } from 'knex'
import { run } from './run.js'

/** Puts a claimed job back to its place in the queue. False when the attempt is already over. */
export async function unclaimJob(db: Knex, token: string): Promise<boolean> {
  const [row] = await run<{ unclaimed: boolean }>(db, 'unclaim-job', 'SELECT unclaim_job($1) AS unclaimed', [
    token,
  ])
  return row?.unclaimed ?? false
}
