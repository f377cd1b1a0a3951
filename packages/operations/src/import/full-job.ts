import { digestResult } from '@composer/contracts'
import type { ImportedJob } from './map-graph.js'
import type { FullJob } from './sql/insert-jobs.js'
import type { Texts } from './sql/read-texts.js'

/** What a job without a result reported, as worker-api takes such a report. */
const nothing = 'null'

/**
 * A job with its texts, and the outcome that worker-api would derive from the same report today.
 * @param isLong the result comes later, in slices, and the outcome with it
 */
export function fullJob(composeId: string, job: ImportedJob, texts: Texts, isLong: boolean): FullJob {
  const args = job.argsErased ? '{}' : (texts.args ?? nothing)
  const base = { ...job, composeId, args, result: null, rejectedResult: null, outcome: null, failed: false }
  // The reference keeps progress where the result will be; only the result of a finished job is one.
  if (job.state !== 'finished' || isLong) return base
  const posted = texts.result ?? nothing
  const { outcome, failed, misfit } = digestResult(job.type, Buffer.from(posted))
  return {
    ...base,
    outcome,
    failed,
    ...(misfit ? { result: misfit.result, rejectedResult: posted } : { result: posted }),
  }
}
