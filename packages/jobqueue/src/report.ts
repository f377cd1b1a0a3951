import { isUtf8 } from 'node:buffer'
import type { Knex } from 'knex'
import { batchCalls } from './batch-calls.js'
import { finishJob, type FinishedJob } from './sql/finish-job.js'
import { finishJobs } from './sql/finish-jobs.js'
import { KEPT_RESULT, type Report, type ReportAnswer } from './types.js'

/** A larger result travels alone: it must not keep others waiting. */
const mostBytesInABatch = 64 * 1024

/** Ends attempts. Small reports that arrive while others are on their way share a transaction. */
export function reporter(db: Knex): (report: Report) => Promise<ReportAnswer> {
  const finishTogether = batchCalls((jobs: FinishedJob[]) => finishAll(db, jobs), {
    // Beyond a few, a second batch on its way would keep the next one small, and commits are what costs.
    few: 4,
    most: 64,
    oneIsToBlame: isRefusedValue,
  })
  return (report) => {
    const job: FinishedJob = {
      ...report,
      result: report.result === KEPT_RESULT ? null : report.result,
      rejectedResult: report.rejectedResult ?? null,
    }
    return isSmall(job.result) && isSmall(job.rejectedResult) ? finishTogether(job) : finishJob(db, job)
  }
}

async function finishAll(db: Knex, jobs: FinishedJob[]): Promise<ReportAnswer[]> {
  const [first] = jobs
  if (first && jobs.length === 1) return [await finishJob(db, first)]
  return finishJobs(db, jobs)
}

/** SQLSTATE classes of values that Postgres does not take: the transaction is undone, and its neighbours are fine. */
function isRefusedValue(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code?.startsWith('22') === true || code?.startsWith('23') === true
}

function isSmall(text: string | Buffer | null): boolean {
  if (text === null) return true
  return text.length <= mostBytesInABatch && (typeof text === 'string' || isUtf8(text))
}
