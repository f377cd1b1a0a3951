import type { Knex } from 'knex'
import type { LaneNow } from '../types.js'

/** Counts by channel and type, from the indexes of unfinished jobs and from the leases; finished jobs are not read. */
export const lanesQuery = `
SELECT part.channel, part.type, sum(part.waiting)::integer AS waiting, sum(part.ready)::integer AS ready,
  sum(part.running)::integer AS running,
  coalesce(extract(epoch FROM clock_timestamp() - min(part.oldest)), 0)::double precision AS "oldestReadySeconds",
  cardinality(open_types(part.channel, ARRAY[part.type])) = 0 AS paused
FROM (
  SELECT j.channel, j.type, count(*) AS waiting, 0 AS ready, 0 AS running, NULL::timestamptz AS oldest
  FROM jobs j WHERE j.unmet > 0 AND j.started_at IS NULL GROUP BY j.channel, j.type
  UNION ALL
  SELECT j.channel, j.type, 0, count(*), 0, min(j.ready_at)
  FROM jobs j WHERE j.ready_at IS NOT NULL AND j.started_at IS NULL GROUP BY j.channel, j.type
  UNION ALL
  SELECT r.channel, r.type, 0, 0, count(*), NULL FROM job_leases l
  CROSS JOIN LATERAL (SELECT j.channel, j.type, j.state FROM jobs j WHERE j.id = l.job_id OFFSET 0) AS r
  WHERE r.state = 'running' GROUP BY r.channel, r.type
) AS part
GROUP BY part.channel, part.type ORDER BY part.channel, part.type`

/** Waiting and running jobs, by channel and type. */
export async function readLanes(db: Knex): Promise<LaneNow[]> {
  const { rows } = await db.raw<{ rows: LaneNow[] }>(lanesQuery)
  return rows
}
