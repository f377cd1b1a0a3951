import type { Knex } from 'knex'

/** Forgets up to `limit` idempotency keys older than 24 hours; answers how many. Never waits for a locked row. */
export async function forgetOldKeys(db: Knex, limit: number): Promise<number> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `UPDATE composes SET idempotency_key = NULL, idempotency_fingerprint = NULL WHERE id IN (
       SELECT id FROM composes
       WHERE idempotency_key IS NOT NULL AND created_at < clock_timestamp() - interval '24 hours'
       LIMIT :limit FOR UPDATE SKIP LOCKED)`,
    { limit },
  )
  return rowCount
}
