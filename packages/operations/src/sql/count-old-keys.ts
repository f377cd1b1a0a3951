import type { Knex } from 'knex'

/** Idempotency keys past the 24 hours for which they are promised. */
export async function countOldKeys(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: { count: number }[] }>(
    `SELECT count(*)::integer AS count FROM composes
     WHERE idempotency_key IS NOT NULL AND created_at < clock_timestamp() - interval '24 hours'`,
  )
  return rows[0]?.count ?? 0
}
