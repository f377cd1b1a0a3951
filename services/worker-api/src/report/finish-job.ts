import { setTimeout as pause } from 'node:timers/promises'
import type { Digest } from '@composer/contracts'
import { KEPT_RESULT, type Report, type TokenState } from '@composer/jobqueue'
import type { Ends } from '@composer/raw-json'
import { addToContext } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'
import { receiveLongReport } from './receive-long-report.js'
import { reportProgress } from './report-progress.js'

/** In bytes. Storing a result of this size may take so long that the lease is renewed first. */
const large = 1024 * 1024

/** How often the lease is renewed while a report arrives: a worker may send no heartbeat in the meantime. */
const aliveEveryMs = 15_000

/** Pauses between the tries to publish files. Together they outlast a store that is unavailable for half a minute. */
const publishPausesMs = [500, 1000, 2000, 4000, 8000, 15_000]

type Known = Exclude<TokenState, { state: 'unknown' }>

/** The result of a report that has no `result` member. */
const nothing = Buffer.from('null')

/**
 * Ends an attempt with its result. If the same report is sent again, the answer is the same. Any other report for an
 * attempt that is over is refused.
 * @param text the result, JSON in UTF-8. Its buffer must not be used afterwards: it may have moved to a thread
 * @param ends the `ends` that were found for this text when the report was read; without them it is read again
 * @throws errors 5, 6, 1004
 */
export async function finishJob(
  context: WorkerContext,
  token: string,
  channel: string,
  text: Buffer,
  ends?: Ends,
): Promise<void> {
  // Storing a large result or publishing files may outlast the lease, so the lease is renewed first.
  const takesTime = text.length >= large || context.artifacts !== null
  const attempt =
    (takesTime ? undefined : heldAttempt(context, token, channel)) ??
    (await attemptOf(context, token, channel, takesTime))
  // A large text is moved to a thread and comes back in another buffer; `text` must not be used from here on.
  const { text: bytes, digest } = await context.reports
    .digest(channel, attempt.type, text, ends)
    .catch(failAs(1004))
  logMisfit(context, attempt, digest)
  const { outcome, failed, misfit } = digest
  const result = misfit ? { result: misfit.result, rejectedResult: bytes } : { result: bytes }
  await conclude(context, attempt, { token, channel, outcome, failed, ...result }, bytes.length)
}

/**
 * Like `finishJob`, for a long report, which is stored while it arrives. As with a short report, one that has `partial`
 * and no `result` only reports progress and does not end the attempt.
 * @param body the whole report, of which `result` is one member
 * @throws errors 5, 6, 10, 1004, and 1010 for progress; BodyAbortedError when the caller disconnects
 */
export async function finishLongJob(
  context: WorkerContext,
  token: string,
  channel: string,
  body: AsyncIterable<Buffer>,
): Promise<void> {
  const { queue } = context
  const attempt = await attemptOf(context, token, channel, true)
  const writer = queue.openLongResult({ token, channel, running: attempt.state === 'running' })
  let aliveAt = performance.now()
  const alive = async () => {
    if (performance.now() - aliveAt < aliveEveryMs) return
    aliveAt = performance.now()
    await queue.renew(token, channel)
  }
  let kept = false
  try {
    const { result, partial } = await receiveLongReport(body, attempt.type, writer, alive)
    if (!result) {
      await (partial
        ? reportProgress(context, token, channel, partial)
        : finishJob(context, token, channel, nothing))
      return
    }
    logMisfit(context, attempt, result.digest)
    const answer = await writer.keep().catch(failAs(1004))
    kept = true
    if (answer === 'other') throw refusal(5)
    const { outcome, failed, misfit } = result.digest
    const report = { token, channel, outcome, failed, result: misfit ? misfit.result : KEPT_RESULT } as const
    await conclude(context, attempt, report, result.bytes)
  } finally {
    if (!kept) await writer.discard().catch((error: unknown) => logDiscard(context, error))
  }
}

/**
 * The attempt, if this process handed it out. This saves a query: `finish` finds out whether the attempt still runs.
 */
function heldAttempt({ held }: WorkerContext, token: string, channel: string): Known | undefined {
  const attempt = held.find(token, channel)
  if (attempt) addToContext({ job_id: attempt.jobId })
  return attempt
}

/**
 * The attempt as the queue knows it.
 * @param takesTime whether to renew the lease, too
 * @throws errors 5, 6, 1004
 */
async function attemptOf(
  { queue }: WorkerContext,
  token: string,
  channel: string,
  takesTime: boolean,
): Promise<Known> {
  const attempt = await (takesTime ? queue.renew(token, channel) : queue.lookup(token, channel)).catch(
    failAs(1004),
  )
  if (attempt.state === 'unknown') throw refusal(5)
  addToContext({ job_id: attempt.jobId })
  if (attempt.state === 'cancelled') throw refusal(6)
  return attempt
}

/**
 * Publishes the files of the attempt and ends it.
 * @throws errors 5, 6, 1004
 */
async function conclude(
  context: WorkerContext,
  attempt: Known,
  report: Report,
  resultBytes: number,
): Promise<void> {
  const { queue, logger, metrics } = context
  if (attempt.state === 'running') await publishArtifacts(context, report, attempt.jobId)
  const answer = await queue.finish(report).catch(failAs(1004))
  context.held.remove(report.token)
  switch (answer) {
    case 'finished':
      logger.info('Job finished', {
        job_type: attempt.type,
        failed: report.failed,
        result_bytes: resultBytes,
      })
      metrics.finished(attempt, report.channel, report.outcome)
      return
    case 'repeated':
      return
    case 'not-running':
      throw refusal(6)
    case 'conflict':
      // `keep` has found that the stored result is the same text: a copy of this report has ended the attempt.
      if (report.result === KEPT_RESULT) return
      throw refusal(5)
    case 'unknown':
      // An operator may have revoked the token. It is then known as cancelled, and `attemptOf` throws error 6.
      await attemptOf(context, report.token, report.channel, false)
      throw refusal(5)
  }
}

function logMisfit({ logger }: WorkerContext, attempt: Known, { outcome, misfit }: Digest): void {
  if (!misfit) return
  logger.warn('A result does not fit its type', { job_type: attempt.type, fault: outcome.job_error?.details })
}

function logDiscard({ logger }: WorkerContext, error: unknown): void {
  logger.warn('An unfinished result could not be removed; a watchdog will remove it', { error })
}

/**
 * Publishes the files of an attempt. This is done before `finish`, so that the files are there as soon as the job is
 * seen as finished. If `finish` then refuses the report, nobody can read the files, since the job is not finished, and
 * those of the next attempt replace them. An attempt whose lease ran out does not get here: the lease was just renewed.
 */
async function publishArtifacts(
  { artifacts, queue, logger }: WorkerContext,
  { token, channel }: Report,
  jobId: string,
): Promise<void> {
  if (!artifacts) return
  for (let tries = 1; ; tries += 1) {
    try {
      await artifacts.publish(token, jobId)
      return
    } catch (error) {
      const wait = publishPausesMs[tries - 1]
      if (wait === undefined) {
        // The job is finished without its files, because its other upload targets may have succeeded.
        logger.error('The artifacts of a job could not be published', { job_id: jobId, error })
        return
      }
      logger.warn('The artifacts of a job cannot be published yet', { job_id: jobId, tries, error })
      await pause(wait)
      // The worker waits for the answer and sends no heartbeat in the meantime.
      await queue.renew(token, channel).catch(failAs(1004))
    }
  }
}
