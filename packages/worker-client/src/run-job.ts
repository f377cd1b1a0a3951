import type { Job, Progress } from './job.js'
import { JOB_ERROR, JobCancelledError, JobError, JobLostError } from './job-error.js'
import type { RawJson } from './raw-json.js'
import { createThrottle } from './throttle.js'

export interface HandlerContext {
  /**
   * Fires when the job was cancelled or lost, or the worker is forced to stop. The handler should end; its result is
   * dropped.
   */
  signal: AbortSignal
  /** Reports progress. It is sent at most once per interval; a failure to send it is only logged. */
  progress(progress: Progress): void
}

/** Does one job and returns its result, or throws a `JobError`. Any other error is reported as error 37. */
export type Handler = (job: Job, context: HandlerContext) => Promise<Record<string, unknown> | RawJson>

export interface WorkerLog {
  info(message: string, fields: Record<string, unknown>): void
  warn(message: string, fields: Record<string, unknown>): void
}

export interface RunJobOptions {
  heartbeatMs: number
  progressMs: number
  log: WorkerLog
  /** Fires when the worker is forced to stop. */
  signal: AbortSignal
}

/**
 * Runs a job to its end: sends heartbeats and progress while the handler runs, then reports the result.
 * @returns `given-up`: the worker was forced to stop before the job was reported, cancelled or lost
 */
export async function runJob(
  job: Job,
  handler: Handler,
  options: RunJobOptions,
): Promise<'ended' | 'given-up'> {
  const { log } = options
  const ids = { job_id: job.id, type: job.type }
  const ended = new AbortController()
  const signal = AbortSignal.any([ended.signal, options.signal])
  const beat = async () => {
    try {
      const state = await job.heartbeat(signal)
      if (state === 'cancelled') ended.abort(new JobCancelledError('the job was cancelled'))
      if (state === 'lost') ended.abort(new JobLostError('the server no longer knows this attempt'))
    } catch (error) {
      if (!signal.aborted) log.warn('heartbeat failed', { ...ids, error: messageOf(error) })
    }
  }
  const heartbeat = setInterval(() => void beat(), options.heartbeatMs)
  const progress = createThrottle(options.progressMs, async (value: Progress) => {
    try {
      await job.sendProgress(value, signal)
    } catch (error) {
      if (!signal.aborted) log.warn('progress was not taken', { ...ids, error: messageOf(error) })
    }
  })

  const dropped = () => {
    log.info('job ended without a result', { ...ids, reason: messageOf(signal.reason) })
    return ended.signal.aborted ? 'ended' : 'given-up'
  }

  try {
    const result = await resultOf(job, handler, { signal, progress: (value) => progress.push(value) })
    await progress.stop()
    if (signal.aborted) return dropped()
    // Heartbeats go on during the report, which may have to wait for the server.
    const answer = await job.report(result, signal)
    if (answer === 'refused') log.warn('result was refused', ids)
    else log.info('job reported', ids)
    return 'ended'
  } catch (error) {
    if (!signal.aborted) throw error
    return dropped()
  } finally {
    clearInterval(heartbeat)
    await progress.stop()
  }
}

async function resultOf(
  job: Job,
  handler: Handler,
  context: HandlerContext,
): Promise<Record<string, unknown> | RawJson> {
  try {
    return await handler(job, context)
  } catch (error) {
    if (context.signal.aborted) return {}
    const jobError = error instanceof JobError ? error : new JobError(JOB_ERROR.jobPanicked, messageOf(error))
    return { job_error: jobError.toJSON() }
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
