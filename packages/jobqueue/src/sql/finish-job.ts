import type { Knex } from 'knex'
import type { ReportAnswer } from '../types.js'
import { run } from './run.js'

export interface FinishedJob {
  token: string
  channel: string
  /** Null: the stored one. */
  result: string | Buffer | null
  outcome: unknown
  failed: boolean
  rejectedResult: string | Buffer | null
}

/**
 * Ends an attempt with its result and releases the dependents. Beside `finishJobs`, because a Buffer goes to Postgres as
 * it is here, where the element of an array would be escaped and copied first, and one report needs no array to be
 * taken apart.
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
