import type { Knex } from 'knex'

/** A pool that makes its connections anew does so at most this often: a server may stay read-only for minutes. */
const renewalMs = 500

/** What a pool knows about its connections and its server. It travels as a user parameter of Knex. */
export interface PoolState {
  /** Statements are prepared once for each connection and then called by name. */
  named: boolean
  /** Every connection that is older than now is closed before its next use. */
  renew(): void
  /** Whether a connection that was made at this moment may still be used. */
  isCurrent(madeAt: number): boolean
  warn(message: string, fields?: object): void
}

/** @param now milliseconds of a clock that never goes back */
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
