/** The part of a pg client that `isBehindPooler` uses. */
export interface SessionIdentity {
  /** Process id that the server sent when the connection was made; the types of pg lack it. */
  processID?: number | null
  query(text: string): Promise<{ rows: { pid?: unknown }[] }>
}

/**
 * Whether a pooler between us and Postgres shares sessions among clients. Poolers such as PgBouncer send each client an
 * invented process id, so that they receive its cancel requests; Postgres sends the real one.
 */
export async function isBehindPooler(connection: SessionIdentity): Promise<boolean> {
  const { rows } = await connection.query('SELECT pg_backend_pid() AS pid')
  return typeof connection.processID === 'number' && rows[0]?.pid !== connection.processID
}
