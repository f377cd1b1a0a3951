import type { Knex } from 'knex'

/**
 * Current number of connections by state, and of waiting callers, for the metrics.
 * @throws Error if the pool was closed
 */
export function poolUse(db: Knex): { used: number; free: number; waiting: number; max: number } {
  const { pool, config } = db.client as Knex.Client
  if (!pool || !('numUsed' in pool)) throw new Error('The database was closed')
  return {
    used: pool.numUsed(),
    free: pool.numFree(),
    waiting: pool.numPendingAcquires(),
    max: config.pool?.max ?? 0,
  }
}
