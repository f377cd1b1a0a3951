import knex, { type Knex } from 'knex'
import type { Logger } from '../logging/logger.js'
import { connectionConfig, type DatabaseSettings } from './database-settings.js'

/**
 * The pool of a process. `name` shows in pg_stat_activity. What Knex has to say goes to `logger`: left alone it prints
 * plain lines between the JSON of the log. Without a logger it says nothing; errors also reject.
 */
export function createDatabase(settings: DatabaseSettings, name: string, logger?: Logger): Knex {
  const statementTimeout = settings.DATABASE_STATEMENT_TIMEOUT_SECONDS * 1000
  return knex({
    client: 'pg',
    connection: {
      ...connectionConfig(settings),
      application_name: name,
      connectionTimeoutMillis: 10_000,
      ...(statementTimeout > 0 ? { statement_timeout: statementTimeout } : {}),
    } as Knex.PgConnectionConfig,
    pool: { min: 0, max: settings.DATABASE_POOL_MAX, idleTimeoutMillis: 60_000 },
    acquireConnectionTimeout: 30_000,
    log: {
      debug: (text: unknown) => logger?.debug('Database pool', { text: String(text) }),
      warn: (text: unknown) => logger?.warn('Database pool', { text: String(text) }),
      error: (text: unknown) => logger?.error('Database pool', { text: String(text) }),
      deprecate: (method: string, alternative: string) =>
        logger?.warn('Database pool', { text: `${method} is deprecated, use ${alternative}` }),
    },
  })
}

/** How the pool is used right now, for the metrics. */
export function poolUse(db: Knex): { used: number; free: number; waiting: number; max: number } {
  const { pool } = db.client as {
    pool: { max: number; numUsed(): number; numFree(): number; numPendingAcquires(): number }
  }
  return { used: pool.numUsed(), free: pool.numFree(), waiting: pool.numPendingAcquires(), max: pool.max }
}
