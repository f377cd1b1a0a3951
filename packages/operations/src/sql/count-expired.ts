import type { Knex } from 'knex'

/** Composes past their time that are still there. */
export async function countExpired(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: { count: number }[] }>(
    `SELECT count(*)::integer AS count FROM composes WHERE deleted_at IS NULL AND expires_at < clock_timestamp()`,
  )
  return rows[0]?.count ?? 0
}
