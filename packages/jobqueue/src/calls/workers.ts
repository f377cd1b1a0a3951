import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { countWorkers, deleteSilentWorkers, insertWorker, touchWorkerRow } from '../sql/workers.js'

/** Calls about registered workers. */
export function workerCalls(db: Knex) {
  return {
    async registerWorker(channel: string, arch: string): Promise<string> {
      const id = randomUUID()
      await insertWorker(db, id, channel, arch)
      return id
    },

    /** Records that the worker is alive. False: the worker is unknown or has expired and must register again. */
    touchWorker: (id: string, channel: string): Promise<boolean> => touchWorkerRow(db, id, channel),

    /** Removes workers that sent nothing for `timeoutSeconds`; answers how many. */
    expireWorkers: (timeoutSeconds: number): Promise<number> => deleteSilentWorkers(db, timeoutSeconds),

    /** Number of registered workers by channel and architecture. */
    activeWorkers: () => countWorkers(db),
  }
}
