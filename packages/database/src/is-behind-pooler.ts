/** The part of a pg client that is asked. */
export interface SessionIdentity {
  /** Of the server process, as it was told when the connection was made; pg has it and does not declare it. */
  processID?: number | null
  query(text: string): Promise<{ rows: { pid?: unknown }[] }>
}

/**
 * Whether something between us and Postgres shares server sessions among its clients. PgBouncer and its kind tell each
 * client an invented process number, since cancel requests have to come to them; Postgres tells its own.
 */
export async function isBehindPooler(connection: SessionIdentity): Promise<boolean> {
  const { rows } = await connection.query('SELECT pg_backend_pid() AS pid')
  return typeof connection.processID === 'number' && rows[0]?.pid !== connection.processID
}
