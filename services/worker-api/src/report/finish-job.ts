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
  text: Buffer,
): Promise<void> {
  const { queue, logger, metrics } = context
  // Storing a large result and publishing files take their time: such a report is itself a sign of life.
  const takesTime = text.length >= large || context.artifacts !== null
  const attempt = await (takesTime ? queue.renew(token, channel) : queue.lookup(token, channel)).catch(
    failAs(1004),
  )
  if (attempt.state === 'unknown') throw refusal(5)
  addToContext({ job_id: attempt.jobId })
  if (attempt.state === 'cancelled') throw refusal(6)
  const report = await toReport(context, attempt, token, channel, text)
  if (attempt.state === 'running') await publishArtifacts(context, token, attempt.jobId)
  const answer = await finish(context, report)
  switch (answer) {
    case 'finished':
      logger.info('Job finished', {
        job_type: attempt.type,
        failed: report.failed,
        result_bytes: report.bytes.length,
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
async function finish({ queue }: WorkerContext, { bytes, ...report }: ReportOfBytes): Promise<ReportAnswer> {
  const answer = await queue.finish(report).catch(failAs(1004))
  return answer === 'conflict' && report.result === STORED_RESULT
    ? queue.finish({ ...report, result: bytes }).catch(failAs(1004))
    : answer
}

/** A report, and the bytes of the result that it is about. */
type ReportOfBytes = Report & { bytes: Buffer }

async function toReport(
  context: WorkerContext,
  attempt: Known,
  token: string,
  channel: string,
  text: Buffer,
): Promise<ReportOfBytes> {
  const stored =
    attempt.state === 'running' && text.length >= large
      ? await context.queue.storeResult(token, channel, text).catch(failAs(1004))
      : undefined
  // A large text goes to a thread and comes back as another buffer.
  const { text: bytes, digest } = await context.reports
    .digest(channel, attempt.type, text)
    .catch(failAs(1004))
  const { outcome, failed, misfit } = digest
  if (!misfit)
    return { token, channel, outcome, failed, result: stored === 'stored' ? STORED_RESULT : bytes, bytes }
  context.logger.warn('A result does not fit its type', {
    job_type: attempt.type,
    fault: outcome.job_error?.details,
  })
  return { token, channel, outcome, failed, result: misfit.result, rejectedResult: bytes, bytes }
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
