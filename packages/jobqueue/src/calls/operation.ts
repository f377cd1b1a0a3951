import type { Knex } from 'knex'
import { countPauses } from '../sql/count-pauses.js'
import { countQueuedJobs } from '../sql/count-queued.js'
import { deleteInstance, upsertInstance } from '../sql/instances.js'
import { proveWrite } from '../sql/prove-write.js'
import { readDepth } from '../sql/read-depth.js'
import { readReadyKeys } from '../sql/read-ready-keys.js'
import type { InstanceReport, QueueDepth, ReadyKey } from '../types.js'

/** What the operation of a service needs: its depth, its pauses, its database, its instances. */
export function operationCalls(db: Knex) {
  return {
    /** Every (channel, type) with a ready job, in one cheap statement. Used when notifications may have been missed. */
    readyKeys: (): Promise<ReadyKey[]> => readReadyKeys(db),

    depth: (): Promise<QueueDepth[]> => readDepth(db),

    /** Number of waiting and ready jobs of a channel, counted up to `max` to limit the cost. */
    countQueued: (channel: string, max: number): Promise<number> => countQueuedJobs(db, channel, max),

    /** Number of pauses. */
    countPauses: (): Promise<number> => countPauses(db),

    /**
     * Rejects unless the database accepts writes. For readiness, since a read-only server would pass a test that only
     * reads.
     */
    proveWrite: (): Promise<number> => proveWrite(db),

    /** Records the state of this process for operators; call it again every few seconds. */
    reportInstance: (report: InstanceReport): Promise<void> => upsertInstance(db, report),

    removeInstance: (id: string): Promise<void> => deleteInstance(db, id),
  }
}
