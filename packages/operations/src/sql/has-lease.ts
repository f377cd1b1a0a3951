import type { Knex } from 'knex'

/** Whether an attempt is still running. */
export async function hasLease(db: Knex, token: string): Promise<boolean> {
  const { rows } = await db.raw<{ rows: unknown[] }>('SELECT 1 FROM job_leases WHERE token = :token', {
    token,
  })
  return rows.length > 0
}
