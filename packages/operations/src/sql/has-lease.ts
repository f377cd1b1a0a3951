import type { Knex } from 'knex'

/** Whether an attempt is still running. */
export async function hasLease(db: Knex, token: string): Promise<boolean> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    'SELECT 1 FROM jobs j JOIN job_leases l ON l.job_id = j.id AND l.token = j.token WHERE j.token = :token',
    { token },
  )
  return rows.length > 0
}
