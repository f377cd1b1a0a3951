import type { Knex } from 'knex'
import { run } from './run.js'

/** Cancels what is unfinished of these jobs and everything downstream of it; answers the cancelled ones. */
export async function cancelJobs(db: Knex, jobIds: string[]): Promise<string[]> {
  const rows = await run<{ id: string }>(db, 'cancel-jobs', 'SELECT cancel_jobs($1::uuid[]) AS id', [jobIds])
  return rows.map((row) => row.id)
}

/** The graph of a job that its tenant can see: the compose and the ids of all its jobs. */
export async function findGraph(
  db: Knex,
  jobId: string,
  channel: string,
): Promise<{ composeId: string; jobIds: string[] } | undefined> {
  const rows = await run<{ compose_id: string; id: string }>(
    db,
    'find-graph',
    `SELECT j.compose_id, j.id FROM jobs anchor
     JOIN composes c ON c.id = anchor.compose_id AND c.channel = $2 AND c.deleted_at IS NULL
     JOIN jobs j ON j.compose_id = c.id WHERE anchor.id = $1`,
    [jobId, channel],
  )
  const [first] = rows
  return first && { composeId: first.compose_id, jobIds: rows.map((row) => row.id) }
}
