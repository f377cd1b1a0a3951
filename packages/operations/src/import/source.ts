import { Client, type ClientBase, type ClientConfig } from 'pg'

/** The database of the reference: nothing is written to it. */
export interface Source {
  /** One transaction at one moment, for the graphs. */
  graphs: ClientBase
  /** What jobs say, each statement for itself: one that fails costs only what it was to read. The texts of jobs that are over do not change. */
  texts: ClientBase
  close(): Promise<void>
}

/** @throws Error when the database cannot be had, or has no tables of a reference */
export async function openSource(url: string): Promise<Source> {
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'operations import',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options:
      '-c default_transaction_read_only=on -c statement_timeout=0 -c idle_in_transaction_session_timeout=0',
  }
  const graphs = new Client(config)
  const texts = new Client(config)
  // A connection that is lost between two statements is told of by the next one.
  for (const client of [graphs, texts]) client.on('error', () => undefined)
  const close = async () => {
    await Promise.allSettled([graphs.end(), texts.end()])
  }
  try {
    await graphs.connect()
    await texts.connect()
    await graphs.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await checkTables(graphs)
    return { graphs, texts, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Columns that migrations 002 to 006 of the reference added. */
const columns = ['args', 'result', 'channel', 'canceled', 'expires_at', 'retries']

async function checkTables(source: ClientBase): Promise<void> {
  const { rows } = await source.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass('jobs') AND attnum > 0 AND NOT attisdropped`,
  )
  const missing = columns.filter((column) => !rows.some(({ name }) => name === column))
  if (missing.length > 0)
    throw new Error(
      `The database of --from is not one of osbuild-composer: its table jobs lacks the columns ${missing.join(', ')}`,
    )
}
