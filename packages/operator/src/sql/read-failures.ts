import type { Knex } from 'knex'
import type { FailureCount } from '../types.js'

/**
 * Failed jobs of the last `seconds`, by type and error, the most frequent first. The lower bound is an id, because ids
 * begin with their creation time.
 */
export async function readFailures(db: Knex, seconds: number): Promise<FailureCount[]> {
  const { rows } = await db.raw<{ rows: FailureCount[] }>(
    `SELECT split_part(j.type, ':', 1) AS type, (j.outcome -> 'job_error' ->> 'id')::integer AS "errorId",
       min(j.outcome -> 'job_error' ->> 'reason') AS reason, count(*)::integer AS count
     FROM jobs j
     WHERE j.failed AND j.finished_at >= now() - make_interval(secs => CAST(:seconds AS float8))
       AND j.id >= CAST(lpad(to_hex((extract(epoch FROM now() - make_interval(secs => CAST(:seconds AS float8) + 86400)) * 1000)::bigint), 12, '0')
         || '00000000000000000000' AS uuid)
     GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2`,
    { seconds },
  )
  return rows
}
