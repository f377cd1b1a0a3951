import type { Knex } from 'knex'

/** Least time between two renewals of all connections: a server may stay read-only for minutes. */
const renewalMs = 500

/** State of a pool of `openPool`; it is kept as a user parameter of Knex. */
export interface PoolState {
  /** Whether statements are prepared once for each connection and then called by name. */
  named: boolean
  /** Makes the pool close every existing connection before its next use. */
  renew(): void
  /** Whether a connection that was made at the time `madeAt` may still be used. */
  isCurrent(madeAt: number): boolean
  warn(message: string, fields?: object): void
}

/** @param now a monotonic clock in milliseconds */
export function createPoolState(options: {
  named: boolean
  now: () => number
  warn: PoolState['warn']
}): PoolState {
  let renewedAt = Number.NEGATIVE_INFINITY
  return {
    named: options.named,
    renew() {
      const now = options.now()
      if (now - renewedAt >= renewalMs) renewedAt = now
    },
    isCurrent: (madeAt) => madeAt > renewedAt,
    warn: options.warn,
  }
}

const key = 'composerPool'

export const withPoolState = (state: PoolState): Record<string, unknown> => ({ [key]: state })

/** Undefined for a pool that `openPool` did not make. */
export const poolStateOf = (db: Knex): PoolState | undefined =>
  (db.userParams as Record<string, unknown> | undefined)?.[key] as PoolState | undefined
