import type { Knex } from 'knex'
import type { JobRow } from '../types.js'
import { jobColumns, toJob, type JobColumns } from './graph-columns.js'
import { run } from './run.js'

/** Jobs of this role that depend on a job, of composes that still exist; oldest first. */
export async function readDependentRows(db: Knex, jobId: string, role: string): Promise<JobRow[]> {
  const rows = await run<JobColumns>(
    db,
    'read-dependents',
    `SELECT ${jobColumns} FROM job_dependencies e JOIN jobs j ON j.id = e.job_id
     JOIN composes c ON c.id = j.compose_id AND c.deleted_at IS NULL
     WHERE e.dependency_id = $1 AND role_of(j.role, j.type) = $2 ORDER BY j.queued_at, j.id`,
    [jobId, role],
    { repeatable: true },
  )
  return rows.map(toJob)
}
