import type { Knex } from 'knex'
import type { DatabaseState } from '../types.js'

const sessionsShown = 30
const tenantsShown = 20

/** Sizes, sessions, and what keeps the database from vacuuming. Needs no more rights than the services have. */
export async function readDatabase(db: Knex): Promise<DatabaseState> {
  const [tables, sessions, slots, overdue, storage, limits] = await Promise.all([
    db.raw<{ rows: DatabaseState['tables'] }>(
      `SELECT relname AS name, pg_total_relation_size(relid)::float8 AS bytes, n_live_tup::float8 AS rows,
         n_dead_tup::float8 AS "deadRows", last_autovacuum AS "vacuumedAt"
       FROM pg_stat_user_tables ORDER BY 2 DESC`,
    ),
    db.raw<{ rows: DatabaseState['sessions'] }>(
      `SELECT pid, application_name AS application, state, wait_event_type AS "waitsFor",
         extract(epoch FROM clock_timestamp() - query_start)::float8 AS "querySeconds",
         extract(epoch FROM clock_timestamp() - xact_start)::float8 AS "transactionSeconds",
         pg_blocking_pids(pid) AS "blockedBy", left(query, 120) AS query
       FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
       ORDER BY xact_start NULLS LAST, query_start LIMIT :limit`,
      { limit: sessionsShown },
    ),
    db.raw<{ rows: DatabaseState['slots'] }>(
      `SELECT slot_name AS name, active, wal_status AS "walStatus" FROM pg_replication_slots ORDER BY 1`,
    ),
    db.raw<{ rows: DatabaseState['overdue'][] }>(
      `SELECT count(*)::integer AS composes, min(expires_at) AS oldest FROM composes
       WHERE deleted_at IS NULL AND expires_at < clock_timestamp()`,
    ),
    db.raw<{ rows: DatabaseState['storage'] }>(
      `SELECT j.channel, split_part(j.type, ':', 1) AS type, count(*)::integer AS jobs,
         sum(coalesce(pg_column_size(j.result), 0)
           + (SELECT coalesce(sum(r.bytes), 0) FROM long_results r WHERE r.job_id = j.id))::float8 AS bytes
       FROM jobs j
       WHERE j.id >= CAST(lpad(to_hex((extract(epoch FROM now() - interval '2 days') * 1000)::bigint), 12, '0')
           || '00000000000000000000' AS uuid)
         AND j.finished_at > now() - interval '1 day'
       GROUP BY 1, 2 ORDER BY 4 DESC LIMIT :limit`,
      { limit: tenantsShown },
    ),
    db.raw<{ rows: DatabaseState['limits'][] }>(
      `SELECT (SELECT count(*) FROM pg_stat_activity)::integer AS connections,
         current_setting('max_connections')::integer AS "maxConnections",
         pg_database_size(current_database())::float8 AS bytes`,
    ),
  ])
  return {
    limits: limits.rows[0] ?? { connections: 0, maxConnections: 0, bytes: 0 },
    tables: tables.rows,
    sessions: sessions.rows,
    slots: slots.rows,
    overdue: overdue.rows[0] ?? { composes: 0, oldest: null },
    storage: storage.rows,
  }
}
