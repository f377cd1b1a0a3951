import type { Knex } from 'knex'
import { graphReader } from '../read-graph.js'
import { cancelJobsOfGraph } from '../sql/cancel-graph.js'
import { countGraphs, listGraphRows } from '../sql/list-graphs.js'
import { readDependentRows } from '../sql/read-dependents.js'
import { readArgsText, readRequestText } from '../sql/read-texts.js'
import { readResultText, streamResultText } from '../stream-result.js'
import type { GraphRow, JobRow } from '../types.js'

/** Calls that read graphs of a tenant, and cancel them. */
export function graphCalls(db: Knex) {
  const readGraph = graphReader(db)
  return {
    /** The graph of a job. Undefined when the tenant has no such job, or its compose was deleted. */
    readGraph: (jobId: string, channel: string): Promise<GraphRow | undefined> =>
      readGraph({ jobId, channel }),

    /** A page of the tenant's image, koji and bootc composes, newest first. */
    async listGraphs(
      channel: string,
      page: { limit: number; offset: number },
    ): Promise<{ total: number; graphs: GraphRow[] }> {
      const [total, graphs] = await Promise.all([
        countGraphs(db, channel),
        listGraphRows(db, channel, page.limit, page.offset),
      ])
      return { total, graphs }
    },

    /** The redacted request as stored. */
    readRequest: (composeId: string): Promise<string | undefined> => readRequestText(db, composeId),

    readArgs: (jobId: string): Promise<string | undefined> => readArgsText(db, jobId),

    /** The result of a finished job. Undefined: the job has none. */
    readResult: (jobId: string): Promise<string | undefined> => readResultText(db, jobId),

    /**
     * The result of a finished job, in parts, so that the memory does not grow with its size. With `rejected`, the
     * result that the worker sent, even if it was invalid.
     */
    streamResult: (jobId: string, { rejected = false } = {}): AsyncIterable<string> =>
      streamResultText(db, jobId, rejected),

    /** Jobs with this role that depend on a job, in any graph; oldest first. */
    readDependents: (jobId: string, role: string): Promise<JobRow[]> => readDependentRows(db, jobId, role),

    /**
     * Cancels every unfinished job of the graph and of its dependents in other graphs. Undefined: the tenant has no
     * such job.
     */
    async cancelGraph(jobId: string, channel: string): Promise<{ cancelled: string[] } | undefined> {
      const cancelled = await cancelJobsOfGraph(db, jobId, channel)
      return cancelled && { cancelled }
    },
  }
}
