import type { Knex } from 'knex'
import type { QueueDepth } from '../types.js'
import { run } from './run.js'

/** Unfinished jobs by type and channel. */
export async function readDepth(db: Knex): Promise<QueueDepth[]> {
  const rows = await run<Omit<QueueDepth, 'oldestReadySeconds'> & { oldest_ready_seconds: number }>(
    db,
    'read-depth',
    'SELECT * FROM queue_depth()',
    [],
    { repeatable: true },
  )
  return rows.map(({ oldest_ready_seconds: oldestReadySeconds, ...row }) => ({ ...row, oldestReadySeconds }))
}
