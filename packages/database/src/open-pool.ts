import knex, { type Knex } from 'knex'
import { readFailure } from './failure.js'
import { isBehindPooler, type SessionIdentity } from './is-behind-pooler.js'
import { createPoolState, withPoolState, type PoolState } from './pool-state.js'

export interface PoolOptions {
  connection: Knex.PgConnectionConfig
  max: number
  /** Age at which a connection is replaced; this limits how long a connection to an old primary is used. */
  maxAgeSeconds: number
  /** Whether prepared statements get names. 'auto': only if there is no pooler between us and Postgres. */
  namedStatements: 'auto' | 'on' | 'off'
  log: Required<Pick<Knex.Logger, 'debug' | 'warn' | 'error' | 'deprecate'>>
  /** Called with warnings about the server. */
  warn: PoolState['warn']
}

/**
 * Makes a connection pool that leaves a server which cannot work any more. One such answer ends all older connections
 * of the pool, because they lead to the same server. Does not connect yet.
 */
export function openPool(options: PoolOptions): Knex {
  const madeAt = new WeakMap<object, number>()
  const now = () => performance.now()
  const state = createPoolState({ named: options.namedStatements !== 'off', now, warn: options.warn })
  let looked = options.namedStatements !== 'auto'

  const afterCreate = async (connection: SessionIdentity): Promise<void> => {
    madeAt.set(connection, now())
    if (looked) return
    const pooled = await isBehindPooler(connection)
    if (looked) return
    looked = true
    if (!pooled) return
    state.named = false
    options.warn('A connection pooler was found: prepared statements get no names')
  }
  // Knex documents user parameters and does not declare them for its configuration.
  const config: Knex.Config & { userParams: Record<string, unknown> } = {
    client: 'pg',
    connection: options.connection,
    pool: {
      min: 0,
      max: options.max,
      idleTimeoutMillis: 60_000,
      maxConnectionLifetimeMillis: options.maxAgeSeconds * 1000,
      maxConnectionLifetimeJitterMillis: options.maxAgeSeconds * 200,
      afterCreate: (connection: SessionIdentity, done: (error?: unknown) => void) => {
        afterCreate(connection).then(() => done(), done)
      },
      validate: (connection: object) => state.isCurrent(madeAt.get(connection) ?? Number.NEGATIVE_INFINITY),
    },
    acquireConnectionTimeout: 30_000,
    // Errors show the statement, but not its values.
    compileSqlOnError: false,
    log: options.log,
    userParams: withPoolState(state),
  }
  const db = knex(config)
  db.on('query-error', (error: unknown) => {
    if (readFailure(error, true).sessionLost) state.renew()
  })
  return db
}
