import type { Knex } from 'knex'
import { run } from './run.js'

/** Jobs of a channel that wait for a worker or for other jobs, `max` at most. */
export async function countQueuedJobs(db: Knex, channel: string, max: number): Promise<number> {
  const [row] = await run<{ count: number }>(db, 'count-queued', 'SELECT count_queued($1, $2) AS count', [
    channel,
    max,
  ])
  return row?.count ?? 0
}
