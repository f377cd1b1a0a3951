import type { Knex } from 'knex'
import {
  deleteCompose,
  deleteComposeOf,
  findExpired,
  findSweepable,
  sweepCompose,
} from '../sql/delete-compose.js'
import { forgetRecords } from '../sql/instances.js'
import { dropAbandonedResults, type AbandonedAfter } from '../sql/long-results.js'

/** Calls that delete graphs, and remove what is not needed any more. */
export function removalCalls(db: Knex) {
  const sweep = async (composeIds: string[]): Promise<{ removedJobs: string[] }> => {
    const removed: string[] = []
    for (const id of composeIds) removed.push(...(await sweepCompose(db, id)))
    return { removedJobs: removed }
  }
  return {
    /**
     * Hides the graph at once, cancels its unfinished jobs, and removes the jobs that are not needed. `sweepDeleted`
     * later removes the others: jobs whose worker does not know yet that they are cancelled, and jobs that clones
     * depend on.
     */
    async deleteGraph(jobId: string, channel: string): Promise<{ removedJobs: string[] } | undefined> {
      const composeId = await deleteComposeOf(db, jobId, channel)
      return composeId === undefined ? undefined : sweep([composeId])
    },

    /**
     * Removes jobs of hidden graphs that are no longer needed. Returns their ids, so that the caller can remove their
     * artifacts.
     */
    sweepDeleted: async (limit: number) => sweep(await findSweepable(db, limit)),

    /** Deletes up to `limit` expired composes, like `deleteGraph`; answers how many. */
    async expireGraphs(limit: number): Promise<{ expired: number; removedJobs: string[] }> {
      const ids = await findExpired(db, limit)
      const deleted: string[] = []
      for (const id of ids) if (await deleteCompose(db, id)) deleted.push(id)
      return { expired: deleted.length, ...(await sweep(deleted)) }
    },

    /** Removes unfinished long results older than `after`; answers how many. */
    dropAbandonedResults: (after: AbandonedAfter): Promise<number> => dropAbandonedResults(db, after),

    /** Removes records of instances and of revoked tokens that are older than `seconds`; answers the number of rows. */
    forgetRecords: (seconds: number): Promise<number> => forgetRecords(db, seconds),
  }
}
