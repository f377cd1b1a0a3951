import { setTimeout as pause } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { Client, QueryResultRow } from 'pg'
import { readFailure } from './failure.js'
import { poolStateOf } from './pool-state.js'
import { PreparedQuery, type Statement } from './prepared-query.js'

export interface StatementOptions {
  /**
   * Doing it twice is the same as doing it once, so that it may be repeated when the connection broke before the answer.
   * Without it, it is repeated only when it certainly changed nothing.
   */
  repeatable?: boolean
}

/** Before the second try and the following ones, in milliseconds: a server that restarts quickly is not noticed. */
const pauses = [0, 50, 150, 350, 700]
/** No try begins later than this after the first failure, in milliseconds: each may take long to fail. */
const longestTrying = 2000

/**
 * Runs one statement as a transaction of its own, prepared by name once for each connection. Values go to pg as they
 * are: a Buffer for a text parameter is the text itself, without a detour through a JavaScript string.
 *
 * A statement that Postgres undid (a deadlock, a server that is going away) or that never reached it is tried again, on
 * a connection that was made after the failure.
 * @param text with `$1`, `$2`, …
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
        state.warn('Prepared statements get lost: they are not named any more', { error })
      }
      if (wait > 0) await pause(wait * (0.5 + Math.random()))
    }
  }
}

/** On a connection of the pool, or of the transaction that `db` is. @param sending called when nothing is certain any more */
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

/** Errors name the statement, never its values. */
function named(error: Error, { text }: Statement): Error {
  error.message = `${text} - ${error.message}`
  return error
}
