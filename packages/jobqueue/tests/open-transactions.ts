import type { TestDatabase } from '@composer/testkit'
import pg from 'pg'

export type OpenTransactions = ReturnType<typeof openTransactions>

/** One side of a race, held open; and a look at whether the other one waits. */
export function openTransactions(database: TestDatabase) {
  const open = new Set<pg.Client>()
  return {
    /** Runs a statement in an open transaction; it is committed by calling what this answers. */
    async begin(statement: string, values: unknown[]): Promise<() => Promise<void>> {
      const client = new pg.Client(database.url)
      open.add(client)
      await client.connect()
      await client.query('BEGIN')
      await client.query(statement, values)
      return async () => {
        await client.query('COMMIT')
        open.delete(client)
        await client.end()
      }
    },

    /** Resolves when a session of this database waits for a lock. */
    async somebodyWaits(): Promise<void> {
      const patience = performance.now() + 20_000
      while (performance.now() < patience) {
        const { rows } = await database.db.raw<{ rows: unknown[] }>(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        )
        if (rows.length > 0) return
      }
      throw new Error('Nobody waits for a lock')
    },

    /** Listens; what this answers resolves with the next notification's payload. */
    async hear(notification: string): Promise<Promise<string>[]> {
      const client = new pg.Client(database.url)
      open.add(client)
      await client.connect()
      await client.query(`LISTEN ${notification}`)
      return [new Promise((resolve) => client.once('notification', ({ payload }) => resolve(payload ?? '')))]
    },

    /** Gives up what a failed test left behind: it must not hold up the next one. */
    async end(): Promise<void> {
      await Promise.all([...open].map((client) => client.end()))
      open.clear()
    },
  }
}
