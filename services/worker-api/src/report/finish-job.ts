import { isUtf8 } from 'node:buffer'
import { digestResult } from '@composer/contracts'
import { STORED_RESULT, type Report, type ReportAnswer, type TokenState } from '@composer/jobqueue'
import { addToContext } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'

/** From this size on a result is made durable before anybody looks at it: it took hours to make. */
const large = 1024 * 1024

type Known = Exclude<TokenState, { state: 'unknown' }>

/**
 * Ends an attempt with its result. The same report again is answered like the first; anything else for an attempt that
 * is over is refused.
 * @throws errors 5, 6, 1004
 */
export async function finishJob(
  context: WorkerContext,
  token: string,
  channel: string,
  result: Buffer,
): Promise<void> {
  const { queue, logger, metrics } = context
  // Storing a large result and publishing files take their time: such a report is itself a sign of life.
  const takesTime = result.length >= large || context.artifacts !== null
  const attempt = await (takesTime ? queue.renew(token, channel) : queue.lookup(token, channel)).catch(
    failAs(1004),
  )
  if (attempt.state === 'unknown') throw refusal(5)
  addToContext({ job_id: attempt.jobId })
  if (attempt.state === 'cancelled') throw refusal(6)
  const text = decodable(result)
  const report = await toReport(context, attempt, token, channel, text)
  if (attempt.state === 'running') await publishArtifacts(context, token, attempt.jobId)
  const answer = await finish(context, report, text)
  switch (answer) {
    case 'finished':
      logger.info('Job finished', {
        job_type: attempt.type,
        failed: report.failed,
        result_bytes: result.length,
      })
      metrics.finished(attempt, channel, report.outcome)
      return
    case 'repeated':
      return
    case 'not-running':
      throw refusal(6)
    case 'conflict':
    case 'unknown':
      throw refusal(5)
  }
}

/** Another request may have finished the job with what this one stored: then the texts decide whether it is the same. */
async function finish({ queue }: WorkerContext, report: Report, result: Buffer): Promise<ReportAnswer> {
  const answer = await queue.finish(report).catch(failAs(1004))
  return answer === 'conflict' && report.result === STORED_RESULT
    ? queue.finish({ ...report, result }).catch(failAs(1004))
    : answer
}

/** Postgres takes no broken UTF-8, and a result is sent only once: what is broken is replaced, as Go's decoder does. */
const decodable = (result: Buffer): Buffer =>
  isUtf8(result) ? result : Buffer.from(new TextDecoder('utf-8').decode(result))

async function toReport(
  context: WorkerContext,
  attempt: Known,
  token: string,
  channel: string,
  result: Buffer,
): Promise<Report> {
  const stored =
    attempt.state === 'running' && result.length >= large
      ? await context.queue.storeResult(token, channel, result).catch(failAs(1004))
      : undefined
  const { outcome, failed, misfit } = digestResult(attempt.type, result)
  if (!misfit)
    return { token, channel, outcome, failed, result: stored === 'stored' ? STORED_RESULT : result }
  context.logger.warn('A result does not fit its type', {
    job_type: attempt.type,
    fault: outcome.job_error?.details,
  })
  return { token, channel, outcome, failed, result: misfit.result, rejectedResult: result }
}

/**
 * Before the finish, so that who sees the success finds the files, whatever happens in between. A report that is refused
 * after all leaves files of a job that is not finished: nobody can read them, and the next attempt's replace them. An
 * attempt that is over cannot get here late: its lease was just renewed.
 */
async function publishArtifacts(
  { artifacts, logger }: WorkerContext,
  token: string,
  jobId: string,
): Promise<void> {
  try {
    await artifacts?.publish(token, jobId)
  } catch (error) {
    // The build's other targets are not lost for that.
    logger.error('The artifacts of a job could not be published', { job_id: jobId, error })
  }
}
