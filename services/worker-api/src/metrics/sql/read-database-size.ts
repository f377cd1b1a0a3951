import type { Knex } from 'knex'

/** The size of the database on disk, in bytes. */
export async function readDatabaseSize(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: { bytes: string }[] }>(
    'SELECT pg_database_size(current_database()) AS bytes',
  )
  return Number(rows[0]?.bytes)
}
