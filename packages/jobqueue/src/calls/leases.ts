import type { Knex } from 'knex'
import { graceLeases, reapLeases } from '../sql/reap-leases.js'
import type { Reaped } from '../types.js'

export interface LeaseOptions {
  /** A lease is stale after this time without a heartbeat. */
  heartbeatTimeoutSeconds: number
  /** How often a job is requeued because of a stale lease. The next stale lease fails the job. */
  maxRequeues: number
  /** After this time without any watchdog, all leases are extended. */
  outageSeconds: number
}

/** Calls of the watchdogs. */
export function leaseCalls(db: Knex, { heartbeatTimeoutSeconds, maxRequeues, outageSeconds }: LeaseOptions) {
  const failure = JSON.stringify({
    job_error: {
      id: 27,
      reason: `Workers running this job stopped responding more than ${maxRequeues} times.`,
    },
  })
  return {
    /** Ends up to `limit` attempts with a stale lease. Several instances can do this at the same time. */
    async reap(limit: number): Promise<Reaped> {
      await graceLeases(db, outageSeconds)
      const rows = await reapLeases(db, heartbeatTimeoutSeconds, maxRequeues, failure, limit)
      const attemptsOf = (fate: 'requeued' | 'failed' | 'forgotten') =>
        rows.filter((row) => row.fate === fate).map(({ id, fate: _, ...row }) => ({ jobId: id, ...row }))
      return {
        requeued: attemptsOf('requeued'),
        failed: attemptsOf('failed'),
        forgotten: attemptsOf('forgotten'),
      }
    },

    /**
     * Gives every running attempt one full timeout, if no instance ran a watchdog for `outageSeconds`. Answers how many
     * leases were extended.
     */
    graceAfterOutage: (): Promise<number> => graceLeases(db, outageSeconds),
  }
}
