import type { Knex } from 'knex'
import type { JobError, JobSummary } from '../types.js'
import { jobColumns } from './read-compose.js'

export interface JobDetailColumns extends JobSummary {
  resultBytes: number | null
  argsBytes: number
  argsErased: boolean
  outcome: unknown
}

/** A job of a visible compose; undefined when there is none. */
export async function readJob(db: Knex, id: string): Promise<JobDetailColumns | undefined> {
  const { rows } = await db.raw<{ rows: JobDetailColumns[] }>(
    `SELECT ${jobColumns}, j.outcome, octet_length(j.args) AS "argsBytes",
       (SELECT f.bytes FROM find_result(j.id, true, 0) AS f)::float8 AS "resultBytes",
       j.confidential AND j.state IN ('finished', 'cancelled') AS "argsErased"
     FROM jobs j JOIN composes c ON c.id = j.compose_id AND c.deleted_at IS NULL
     WHERE j.id = CAST(:id AS uuid)`,
    { id },
  )
  return rows[0]
}

export interface EndedAttempt {
  attempt: number
  workerId: string | null
  startedAt: Date
  endedAt: Date
  ending: 'returned' | 'lost' | 'requeued' | 'retried'
  error: JobError | null
}

/** Attempts that ended without ending the job, oldest first. */
export async function readAttempts(db: Knex, jobId: string): Promise<EndedAttempt[]> {
  const { rows } = await db.raw<{ rows: EndedAttempt[] }>(
    `SELECT attempt, worker_id AS "workerId", started_at AS "startedAt", ended_at AS "endedAt", ending, error
     FROM job_attempts WHERE job_id = CAST(:jobId AS uuid) ORDER BY ended_at`,
    { jobId },
  )
  return rows
}
