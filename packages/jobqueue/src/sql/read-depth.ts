import type { Knex } from 'knex'
import type { QueueDepth } from '../types.js'
import { run } from './run.js'

/** Open jobs by type and channel, from the index of open jobs only. */
export async function readDepth(db: Knex): Promise<QueueDepth[]> {
  const rows = await run<{
    type: string
    channel: string
    pending: number
    running: number
    oldest: number | null
  }>(
    db,
    'read-depth',
    `SELECT type, channel,
       (count(*) FILTER (WHERE state IN ('waiting', 'ready')))::integer AS pending,
       (count(*) FILTER (WHERE state = 'running'))::integer AS running,
       extract(epoch FROM clock_timestamp() - min(ready_at) FILTER (WHERE state = 'ready'))::double precision AS oldest
     FROM jobs WHERE state IN ('waiting', 'ready', 'running') GROUP BY type, channel ORDER BY type, channel`,
    [],
  )
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestReadySeconds: oldest ?? 0 }))
}
