import { setTimeout as delay } from 'node:timers/promises'
import { type Job, WorkerApiError } from '@composer/worker-client'
import type { DepsolveArgs } from './forms.js'
import { type DepsolveJobError, failureOfCancel, failureOfJob, SolverFailure } from './solver-failure.js'

export interface ChildOptions {
  signal: AbortSignal
  /** Told of a call that failed and is repeated. */
  onRetry(error: unknown): void
  /** Wait after a failed call, in milliseconds (default 1,000), spread at random. */
  retryMs?: number
}

/**
 * Has the workers of the job's tenant solve packages. Waits as long as that takes: the queue keeps the child, and a
 * repeated call finds it again.
 * @returns the result of the `depsolve` job, as JSON text
 * @throws {SolverFailure} when it failed; the signal's reason
 */
export async function depsolveAsChild(
  job: Pick<Job, 'depsolve'>,
  args: DepsolveArgs,
  { signal, onRetry, retryMs = 1000 }: ChildOptions,
): Promise<string> {
  const text = JSON.stringify(args)
  for (;;) {
    try {
      const child = await job.depsolve(text, signal)
      if (child.state === 'cancelled') throw failureOfCancel()
      if (child.state !== 'finished') continue
      const { job_error: error } = JSON.parse(child.result ?? '{}') as { job_error?: DepsolveJobError | null }
      if (error) throw failureOfJob(error)
      return child.result ?? '{}'
    } catch (error) {
      signal.throwIfAborted()
      if (!isPassing(error)) throw error
      onRetry(error)
      await delay(retryMs * (0.5 + Math.random()), undefined, { signal })
    }
  }
}

/** Answers below 500 do not get better by waiting, except that a token service or an overload may pass. */
const TRY_AGAIN = new Set([401, 403, 408, 425, 429])

const isPassing = (error: unknown): boolean => {
  if (error instanceof WorkerApiError) return error.status >= 500 || TRY_AGAIN.has(error.status)
  // A lost connection or an absent token service; not a mistake in an answer.
  return (
    error instanceof Error &&
    !(error instanceof SolverFailure || error instanceof SyntaxError || error instanceof TypeError)
  )
}
