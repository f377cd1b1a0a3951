import type { Knex } from 'knex'
import type { JobError, JobSummary } from '../types.js'
import { summaryColumns, summaryJoin, type SummaryColumns } from './list-composes.js'

export interface ComposeColumns extends SummaryColumns {
  expires_at: Date
  request: string | null
}

/** A visible compose by its id; undefined when there is none. */
export async function readCompose(db: Knex, id: string): Promise<ComposeColumns | undefined> {
  const { rows } = await db.raw<{ rows: ComposeColumns[] }>(
    `SELECT ${summaryColumns}, c.expires_at, c.request FROM composes c ${summaryJoin}
     WHERE c.id = CAST(:id AS uuid) AND c.deleted_at IS NULL`,
    { id },
  )
  return rows[0]
}

/** Columns of a job `j`; never args or results. */
export const jobColumns = `j.id, j.compose_id AS "composeId", j.parent_id AS "parentId", role_of(j.role, j.type) AS role,
  j.type, j.channel, j.state, j.failed, j.attempt, j.worker_id AS "workerId", j.queued_at AS "queuedAt",
  j.ready_at AS "readyAt", j.started_at AS "startedAt", j.finished_at AS "finishedAt", j.progress,
  j.outcome -> 'job_error' AS error,
  ARRAY(SELECT d.dependency_id FROM job_dependencies d WHERE d.job_id = j.id ORDER BY d.position) AS "dependsOn"`

/** The jobs of a compose in plan order, children after their parent. */
export async function readJobs(db: Knex, composeId: string): Promise<JobSummary[]> {
  const { rows } = await db.raw<{ rows: (JobSummary & { error: JobError | null })[] }>(
    `SELECT ${jobColumns} FROM jobs j WHERE j.compose_id = CAST(:composeId AS uuid) ORDER BY j.position, j.queued_at`,
    { composeId },
  )
  return rows
}
