import type { Knex } from 'knex'
import { run } from './run.js'

/** Cancels what is unfinished of the graph of a job and everything downstream; undefined: the tenant has no such job. */
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
