import type { Logger } from '@composer/process-kit'
import type { Knex } from 'knex'
import { connectionConfig, type DatabaseSettings } from './database-settings.js'
import { openPool } from './open-pool.js'

/** If no answer arrives for this long after the time limit of a statement, its connection counts as lost. */
const answerGraceMs = 5000

/**
 * Makes the connection pool of a process. Messages of Knex go to `logger`, because Knex would print plain text between
 * the JSON lines of the log. Without a logger they are dropped; errors also reject the query.
 * @param name application name, shown in pg_stat_activity
 */
export function createDatabase(settings: DatabaseSettings, name: string, logger?: Logger): Knex {
  const longest = settings.DATABASE_STATEMENT_TIMEOUT_SECONDS * 1000
  return openPool({
    connection: {
      ...connectionConfig(settings),
      application_name: name,
      connectionTimeoutMillis: 10_000,
      // The server ends a statement at `statement_timeout`. If then no answer arrives either, the connection is dead.
      ...(longest > 0 ? { statement_timeout: longest, query_timeout: longest + answerGraceMs } : {}),
    } as Knex.PgConnectionConfig,
    max: settings.DATABASE_POOL_MAX,
    maxAgeSeconds: settings.DATABASE_CONNECTION_MAX_AGE_SECONDS,
    namedStatements: settings.DATABASE_NAMED_STATEMENTS,
    warn: (message, fields) => void logger?.warn(message, fields),
    log: {
      debug: (text: unknown) => logger?.debug('Database pool', { text: String(text) }),
      warn: (text: unknown) => logger?.warn('Database pool', { text: String(text) }),
      error: (text: unknown) => logger?.error('Database pool', { text: String(text) }),
      deprecate: (method: string, alternative: string) =>
        logger?.warn('Database pool', { text: `${method} is deprecated, use ${alternative}` }),
    },
  })
}
