import type { Knex } from 'knex'
import type { QueryResult, QueryResultRow } from 'pg'

interface PgConnection {
  query<Row extends QueryResultRow>(config: {
    name: string
    text: string
    values: unknown[]
  }): Promise<QueryResult<Row>>
}

interface PgClient {
  acquireConnection(): Promise<PgConnection>
  releaseConnection(connection: PgConnection): Promise<void>
}

const deadlockDetected = '40P01'
const tries = 5

/**
 * Runs a prepared statement on a connection of the pool. Knex has no named statements, and a Buffer goes to Postgres
 * as it is: for a text parameter that is the text itself, without a detour through a JavaScript string.
 *
 * Every statement is a transaction of its own. The lock order makes deadlocks rare, but two finishes with common
 * dependents can still meet crosswise; Postgres then undoes one of them completely, and it is tried again.
 */
export async function run<Row extends QueryResultRow>(
  db: Knex,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runOnce<Row>(db, name, text, values)
    } catch (error) {
      if (attempt === tries || (error as { code?: string }).code !== deadlockDetected) throw error
    }
  }
}

async function runOnce<Row extends QueryResultRow>(
  db: Knex,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const client = db.client as PgClient
  const connection = await client.acquireConnection()
  try {
    const { rows } = await connection.query<Row>({ name, text, values })
    return rows
  } finally {
    await client.releaseConnection(connection)
  }
}
