import { setTimeout as pause } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { QueryResult, QueryResultRow } from 'pg'
import { readFailure } from './failure.js'
import { poolStateOf } from './pool-state.js'

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
 * @param text with `$1`, `$2`, …; and no question mark, which Knex would take for a binding
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
      const named = state?.named === false ? { values } : { name, values }
      const statement = db.raw<QueryResult<Row>>(text).options(named)
      statement.once('query', () => (sent = true))
      const { rows } = await statement
      return rows
    } catch (error) {
      const { undone, passing, unnamed } = readFailure(error, sent)
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
