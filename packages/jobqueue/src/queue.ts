import type { Knex } from 'knex'
import { attemptCalls } from './calls/attempts.js'
import { enqueueCalls } from './calls/enqueue.js'
import { graphCalls } from './calls/graphs.js'
import { leaseCalls } from './calls/leases.js'
import { operationCalls } from './calls/operation.js'
import { removalCalls } from './calls/removal.js'
import { workerCalls } from './calls/workers.js'

export interface JobQueueOptions {
  db: Knex
  /** A lease is stale after this time without a heartbeat. */
  heartbeatTimeoutSeconds?: number
  /** How often a job is requeued because of a stale lease. The next stale lease fails the job. */
  maxRequeues?: number
  /**
   * After this time without any watchdog, all leases are extended, because workers could not renew them either. Must be
   * longer than the interval of the watchdog.
   */
  outageSeconds?: number
}

export type JobQueue = ReturnType<typeof createJobQueue>

/** The queue. Every call is one transaction; README.md lists the promises. */
export function createJobQueue(options: JobQueueOptions) {
  const { db, heartbeatTimeoutSeconds = 120, maxRequeues = 2 } = options
  const outageSeconds = options.outageSeconds ?? heartbeatTimeoutSeconds / 2
  return {
    ...enqueueCalls(db),
    ...attemptCalls(db),
    ...leaseCalls(db, { heartbeatTimeoutSeconds, maxRequeues, outageSeconds }),
    ...graphCalls(db),
    ...removalCalls(db),
    ...workerCalls(db),
    ...operationCalls(db),
  }
}
