import { setTimeout as pause } from 'node:timers/promises'
import type { Digest } from '@composer/contracts'
import { KEPT_RESULT, type Report, type TokenState } from '@composer/jobqueue'
import type { Ends } from '@composer/raw-json'
import { addToContext } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'
import { receiveLongReport } from './receive-long-report.js'
import { reportProgress } from './report-progress.js'

/** From this size on storing a result takes its time. */
const large = 1024 * 1024

/** A worker beats every 15 s, but perhaps not while it sends its report. */
const aliveEveryMs = 15_000

/** Between the tries to publish files: a store that is away for half a minute costs no file. */
const publishPausesMs = [500, 1000, 2000, 4000, 8000, 15_000]

type Known = Exclude<TokenState, { state: 'unknown' }>

/** What an object without a result reports. */
const nothing = Buffer.from('null')

/**
 * Ends an attempt with its result. The same report again is answered like the first; anything else for an attempt that
 * is over is refused.
 * @param ends of the text, where it was read before
 * @throws errors 5, 6, 1004
 */
export async function finishJob(
  context: WorkerContext,
  token: string,
  channel: string,
  text: Buffer,
  ends?: Ends,
): Promise<void> {
  // Storing a large result and publishing files take their time: such a report is itself a sign of life.
  const takesTime = text.length >= large || context.artifacts !== null
  const attempt =
    (takesTime ? undefined : heldAttempt(context, token, channel)) ??
    (await attemptOf(context, token, channel, takesTime))
  // A large text goes to a thread and comes back as another buffer.
  const { text: bytes, digest } = await context.reports
    .digest(channel, attempt.type, text, ends)
    .catch(failAs(1004))
  logMisfit(context, attempt, digest)
  const { outcome, failed, misfit } = digest
  const result = misfit ? { result: misfit.result, rejectedResult: bytes } : { result: bytes }
  await conclude(context, attempt, { token, channel, outcome, failed, ...result }, bytes.length)
}

/**
 * The same for a report that is still on its way and is stored while it arrives. One without a result but with progress
 * ends nothing, as a short one does.
 * @throws errors 5, 6, 10, 1004; BodyAbortedError
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

/** An attempt that was handed out here is not asked for: the finish alone tells what has become of it. */
function heldAttempt({ held }: WorkerContext, token: string, channel: string): Known | undefined {
  const attempt = held.find(token, channel)
  if (attempt) addToContext({ job_id: attempt.jobId })
  return attempt
}

/** @throws errors 5, 6, 1004 */
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
      // The attempt has this very text: a report beside this one ended it with that.
      if (report.result === KEPT_RESULT) return
      throw refusal(5)
    case 'unknown':
      // An operator may have taken its token away, which is error 6.
      await attemptOf(context, report.token, report.channel, false)
      throw refusal(5)
  }
}

function logMisfit({ logger }: WorkerContext, attempt: Known, { outcome, misfit }: Digest): void {
  if (!misfit) return
  logger.warn('A result does not fit its type', { job_type: attempt.type, fault: outcome.job_error?.details })
}

function logDiscard({ logger }: WorkerContext, error: unknown): void {
  logger.warn('What came of a report could not be discarded; it goes later', { error })
}

/**
 * Before the finish, so that who sees the success finds the files, whatever happens in between. A report that is refused
 * after all leaves files of a job that is not finished: nobody can read them, and the next attempt's replace them. An
 * attempt that is over cannot get here late: its lease was just renewed.
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
        // The build's other targets are not lost for that.
        logger.error('The artifacts of a job could not be published', { job_id: jobId, error })
        return
      }
      logger.warn('The artifacts of a job cannot be published yet', { job_id: jobId, tries, error })
      await pause(wait)
      // The worker waits for its answer and sends no heartbeat meanwhile.
      await queue.renew(token, channel).catch(failAs(1004))
    }
  }
}
