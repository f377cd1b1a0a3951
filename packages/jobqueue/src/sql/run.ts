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

/**
 * Runs a prepared statement on a connection of the pool. Knex has no named statements, and a Buffer goes to Postgres
 * as it is: for a text parameter that is the text itself, without a detour through a JavaScript string.
 */
export async function run<Row extends QueryResultRow>(
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
