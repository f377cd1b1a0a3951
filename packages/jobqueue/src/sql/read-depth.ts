import type { Knex } from 'knex'
import type { QueueDepth } from '../types.js'
import { run } from './run.js'

/** Unfinished jobs by type and channel: from the indexes of waiting and ready jobs and from the leases, never from history. */
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
    `SELECT type, channel, sum(pending)::integer AS pending, sum(running)::integer AS running,
       extract(epoch FROM clock_timestamp() - min(oldest))::double precision AS oldest
     FROM (
       SELECT type, channel, count(*) AS pending, 0 AS running, NULL::timestamptz AS oldest
       FROM jobs WHERE state = 'waiting' GROUP BY type, channel
       UNION ALL
       SELECT type, channel, count(*), 0, min(ready_at) FROM jobs WHERE state = 'ready' GROUP BY type, channel
       UNION ALL
       SELECT j.type, j.channel, 0, count(*), NULL
       FROM job_leases l JOIN jobs j ON j.id = l.job_id AND j.state = 'running' GROUP BY j.type, j.channel
     ) AS part
     GROUP BY type, channel ORDER BY type, channel`,
    [],
  )
  return rows.map(({ oldest, ...row }) => ({ ...row, oldestReadySeconds: oldest ?? 0 }))
}
