import type { Knex } from 'knex'
import type { InstanceReport } from '../types.js'
import { run } from './run.js'

/** Writes or renews the row of a process. */
export async function upsertInstance(db: Knex, report: InstanceReport): Promise<void> {
  await run(
    db,
    'upsert-instance',
    `INSERT INTO instances (id, service, version, host, started_at, facts) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp(), facts = EXCLUDED.facts`,
    [report.id, report.service, report.version, report.host, report.startedAt, JSON.stringify(report.facts)],
  )
}

/** Removes the row of a process that stops. */
export async function deleteInstance(db: Knex, id: string): Promise<void> {
  await run(db, 'delete-instance', 'DELETE FROM instances WHERE id = $1', [id])
}

/**
 * Removes rows older than `seconds` of processes that crashed and of tokens that were revoked; answers the number of
 * rows.
 */
export async function forgetRecords(db: Knex, seconds: number): Promise<number> {
  const [row] = await run<{ forgotten: number }>(
    db,
    'forget-records',
    `WITH gone AS (
       DELETE FROM instances WHERE seen_at < clock_timestamp() - make_interval(secs => $1::double precision) RETURNING 1
     ), old AS (
       DELETE FROM revoked_tokens WHERE revoked_at < clock_timestamp() - make_interval(secs => $1::double precision) RETURNING 1
     )
     SELECT (SELECT count(*) FROM gone)::integer + (SELECT count(*) FROM old)::integer AS forgotten`,
    [seconds],
  )
  return row?.forgotten ?? 0
}
