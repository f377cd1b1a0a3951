import type { Knex } from 'knex'
import type { JobRow } from '../types.js'
import { jobColumns, toJob, type JobColumns } from './read-graph.js'
import { run } from './run.js'

/** Jobs of these types that depend on a job, of composes that still exist; oldest first. */
export async function readDependentRows(db: Knex, jobId: string, types: string[]): Promise<JobRow[]> {
  const rows = await run<JobColumns>(
    db,
    'read-dependents',
    `SELECT ${jobColumns} FROM job_dependencies e JOIN jobs j ON j.id = e.job_id
     JOIN composes c ON c.id = j.compose_id AND c.deleted_at IS NULL
     WHERE e.dependency_id = $1 AND j.type = ANY ($2::text[]) ORDER BY j.queued_at, j.id`,
    [jobId, types],
  )
  return rows.map(toJob)
}
