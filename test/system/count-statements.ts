import type { Knex } from 'knex'

/** What the services ask for and tell by the clock, whatever calls come. */
const background = [
  'SELECT $1',
  'WITH RECURSIVE found%',
  'SELECT * FROM ready_keys()',
  'INSERT INTO instances%',
]

/** What the database was asked while `work` ran: each statement with how often it ran and the rows it gave. */
export async function countStatements(db: Knex, work: () => Promise<unknown>): Promise<string[]> {
  await db.raw('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  await db.raw(
    'SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = current_database()',
  )
  await work()
  const { rows } = await db.raw<{ rows: { query: string; calls: string; rows: string }[] }>(
    `
    SELECT query, calls, rows FROM pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND query NOT LIKE '%pg_stat_statements%' AND query NOT ILIKE 'select version()%'
      AND query NOT LIKE ALL (?)
    ORDER BY query`,
    [background],
  )
  return rows.map(({ query, calls, rows: found }) => `${calls} × ${query} → ${found} rows`)
}
