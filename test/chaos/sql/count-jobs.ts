import type { Knex } from 'knex'

/** Jobs that are not over, as `type tenant state` and how many; `pending` or `running`. */
export async function countJobs(db: Knex): Promise<Record<string, number>> {
  const { rows } = await db.raw<{ rows: { key: string; count: number }[] }>(`
    SELECT split_part(type, ':', 1) || ' ' || replace(channel, 'org-', '') || ' '
      || CASE WHEN state = 'running' THEN 'running' ELSE 'pending' END AS key, count(*)::integer AS count
    FROM jobs WHERE state IN ('waiting', 'ready', 'running') GROUP BY key`)
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]))
}

/** Attempts beyond the first ones. */
export async function countRequeues(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: { requeues: number }[] }>(
    'SELECT coalesce(sum(greatest(attempt - 1, 0)), 0)::integer AS requeues FROM jobs',
  )
  return rows[0]?.requeues ?? 0
}

/** Sessions of others. */
export async function countSessions(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: { count: number }[] }>(
    `SELECT count(*)::integer AS count FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  )
  return rows[0]?.count ?? 0
}
