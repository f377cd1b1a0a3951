import { isUtf8 } from 'node:buffer'
import type { Knex } from 'knex'
import { batchCalls } from './batch-calls.js'
import { isRefusedValue } from './is-refused-value.js'
import { finishJob, type FinishedJob } from './sql/finish-job.js'
import { finishJobs } from './sql/finish-jobs.js'
import { KEPT_RESULT, type Report, type ReportAnswer } from './types.js'

/** A larger result is sent alone, so that it does not delay others. */
const mostBytesInABatch = 64 * 1024

/** Returns a function that ends attempts. Small reports that arrive while others are in flight share a transaction. */
export function reporter(db: Knex): (report: Report) => Promise<ReportAnswer> {
  const finishTogether = batchCalls((jobs: FinishedJob[]) => finishAll(db, jobs), {
    // With more calls in flight the batches would be smaller, and the commits are the expensive part.
    waitFrom: 4,
    maxItems: 64,
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

function isSmall(text: string | Buffer | null): boolean {
  if (text === null) return true
  return text.length <= mostBytesInABatch && (typeof text === 'string' || isUtf8(text))
}
