import { setTimeout as pause } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { Client, QueryResultRow } from 'pg'
import { readFailure } from './failure.js'
import { poolStateOf } from './pool-state.js'
import { PreparedQuery, type Statement } from './prepared-query.js'

export interface StatementOptions {
  /**
   * The statement is idempotent, so it may also be repeated when the connection was lost before the answer. Default
   * false: it is repeated only if it certainly changed nothing.
   */
  repeatable?: boolean
}

/** Pauses before the second and later tries, in milliseconds: enough to bridge a quick restart of the server. */
const pauses = [0, 50, 150, 350, 700]
/** No try starts later than this after the first failure, in milliseconds, because each try may take long to fail. */
const longestTrying = 2000

/**
 * Runs one statement as a transaction of its own. It is prepared once for each connection. A Buffer as value of a text
 * parameter is sent as the text's bytes, without conversion to a JavaScript string.
 *
 * A statement that Postgres rolled back (after a deadlock, at a shutdown) or that did not reach Postgres is tried
 * again.
 * @param name of the prepared statement
 * @param text SQL with parameters `$1`, `$2`, …
 * @throws the error of the last try
 */
export async function runStatement<Row extends QueryResultRow>(
  db: Knex,
  name: string,
  text: string,
  values: unknown[],
  { repeatable = false }: StatementOptions = {},
): Promise<Row[]> {
  const state = poolStateOf(db)
  let firstFailure: number | undefined
  for (let attempt = 0; ; attempt += 1) {
    let sent = false
    try {
      const statement = { name: state?.named === false ? '' : name, text, values }
      return (await execute(db, statement, () => (sent = true))) as Row[]
    } catch (error) {
      const { undone, sessionLost, passing, unnamed } = readFailure(error, sent)
      if (sent && sessionLost) state?.renew()
      const wait = pauses[attempt]
      firstFailure ??= performance.now()
      const late = performance.now() - firstFailure > longestTrying
      if (wait === undefined || late || !passing || !(undone || repeatable)) throw error
      if (unnamed && state?.named) {
        state.named = false
        state.warn('A prepared statement was lost: prepared statements get no names from now on', { error })
      }
      if (wait > 0) await pause(wait * (0.5 + Math.random()))
    }
  }
}

/**
 * Runs the statement once, on a connection of the pool, or of the transaction if `db` is one.
 * @param sending called right before the statement is handed to the connection
 */
async function execute(
  db: Knex,
  statement: Statement,
  sending: () => void,
): Promise<Record<string, unknown>[]> {
  const pool = db.client as Knex.Client
  const connection = (await pool.acquireConnection()) as Client
  try {
    return await new Promise((resolve, reject) => {
      sending()
      connection.query(
        new PreparedQuery(statement, (error, rows = []) => {
          if (error === null) resolve(rows)
          else reject(named(error as Error, statement))
        }),
      )
    })
  } finally {
    await pool.releaseConnection(connection)
  }
}

/** Adds the statement to the message of an error, but not its values. */
function named(error: Error, { text }: Statement): Error {
  error.message = `${text} - ${error.message}`
  return error
}
