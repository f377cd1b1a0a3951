import knex, { type Knex } from 'knex'
import { readFailure } from './failure.js'
import { isBehindPooler, type SessionIdentity } from './is-behind-pooler.js'
import { createPoolState, withPoolState, type PoolState } from './pool-state.js'

export interface PoolOptions {
  connection: Knex.PgConnectionConfig
  max: number
  /** Seconds after which a connection is closed and made anew: one that still leads to an old primary ends by then. */
  maxAgeSeconds: number
  /** Whether statements are prepared and named; 'auto': unless a pooler is found in between. */
  namedStatements: 'auto' | 'on' | 'off'
  log: Required<Pick<Knex.Logger, 'debug' | 'warn' | 'error' | 'deprecate'>>
  /** Told of what the pool finds out about its server. */
  warn: PoolState['warn']
}

/**
 * A pool of connections that leaves a server as soon as it says that it cannot do the work: one answer like that ends
 * all older connections of the pool, because they lead to the same server. Connects to nothing yet.
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
    options.warn('A connection pooler is in between: statements are not prepared by name')
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
    // Errors name the statement, never its values.
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
