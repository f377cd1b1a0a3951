import type { Knex } from 'knex'
import type { ReportAnswer } from '../types.js'
import type { FinishedJob } from './finish-job.js'
import { run } from './run.js'

/**
 * Ends several attempts in one transaction; answers in the order of `jobs`. For small results only, since they are sent
 * as strings.
 */
export async function finishJobs(db: Knex, jobs: FinishedJob[]): Promise<ReportAnswer[]> {
  const [row] = await run<{ answers: ReportAnswer[] }>(
    db,
    'finish-jobs',
    'SELECT finish_jobs($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::boolean[], $6::text[]) AS answers',
    [
      jobs.map((job) => job.token),
      jobs.map((job) => job.channel),
      jobs.map((job) => job.result?.toString() ?? null),
      jobs.map((job) => JSON.stringify(job.outcome)),
      jobs.map((job) => job.failed),
      jobs.map((job) => job.rejectedResult?.toString() ?? null),
    ],
    { repeatable: true },
  )
  if (!row) throw new Error('finish_jobs answered nothing')
  return row.answers
}
