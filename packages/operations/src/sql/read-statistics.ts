import type { Knex } from 'knex'

export interface TableStatistics {
  table: string
  /** Estimates of the statistics collector. */
  rows: number
  deadRows: number
  /** With indexes and out-of-line values. */
  bytes: number
  lastVacuum: string | null
  lastAnalyze: string | null
}

/** Size and health of our tables, largest first. */
export async function readStatistics(db: Knex): Promise<TableStatistics[]> {
  const { rows } = await db.raw<{ rows: TableStatistics[] }>(
    `SELECT relname AS "table", n_live_tup::double precision AS rows, n_dead_tup::double precision AS "deadRows",
       pg_total_relation_size(relid)::double precision AS bytes,
       greatest(last_vacuum, last_autovacuum)::text AS "lastVacuum",
       greatest(last_analyze, last_autoanalyze)::text AS "lastAnalyze"
     FROM pg_stat_user_tables WHERE schemaname = current_schema() ORDER BY bytes DESC, relname`,
  )
  return rows
}
