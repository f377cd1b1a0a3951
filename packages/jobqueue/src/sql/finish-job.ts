import type { Knex } from 'knex'
import type { ReportAnswer } from '../types.js'
import { run } from './run.js'

export interface FinishedJob {
  token: string
  channel: string
  /** Null: the result that was kept before. */
  result: string | Buffer | null
  outcome: unknown
  failed: boolean
  rejectedResult: string | Buffer | null
}

/**
 * Ends an attempt with its result and releases the dependents. Exists beside `finishJobs`, because it sends a Buffer to
 * Postgres unchanged, while an array element would be escaped and copied first.
 */
export async function finishJob(db: Knex, job: FinishedJob): Promise<ReportAnswer> {
  const [row] = await run<{ answer: ReportAnswer }>(
    db,
    'finish-job',
    'SELECT finish_job($1, $2, $3, $4, $5, $6) AS answer',
    [job.token, job.channel, job.result, JSON.stringify(job.outcome), job.failed, job.rejectedResult],
    { repeatable: true },
  )
  if (!row) throw new Error('finish_job answered nothing')
  return row.answer
}
