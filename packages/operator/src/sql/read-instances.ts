import type { Knex } from 'knex'
import type { InstanceRow } from '../types.js'

/** Binding `instanceSeconds`: a process that did not report for this many seconds is left out. */
export const instancesQuery = `
SELECT id, service, version, host, started_at AS "startedAt", seen_at AS "seenAt", facts FROM instances
WHERE seen_at > clock_timestamp() - make_interval(secs => CAST(:instanceSeconds AS float8)) ORDER BY service, started_at`

/** Processes that reported their state in the last `seconds`. */
export async function readInstances(db: Knex, seconds: number): Promise<InstanceRow[]> {
  const { rows } = await db.raw<{ rows: InstanceRow[] }>(instancesQuery, { instanceSeconds: seconds })
  return rows
}
