import type { Knex } from 'knex'
import { run } from './run.js'

/**
 * Cancels the unfinished jobs of the graph of a job, and of its dependents in other graphs. Undefined: the tenant has
 * no such job.
 */
export async function cancelJobsOfGraph(
  db: Knex,
  jobId: string,
  channel: string,
): Promise<string[] | undefined> {
  const [row] = await run<{ cancelled: string[] | null }>(
    db,
    'cancel-graph',
    'SELECT cancel_graph($1, $2) AS cancelled',
    [jobId, channel],
    { repeatable: true },
  )
  return row?.cancelled ?? undefined
}
