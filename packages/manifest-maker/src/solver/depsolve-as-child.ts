import { setTimeout as delay } from 'node:timers/promises'
import { type Job, WorkerApiError } from '@composer/worker-client'
import type { DepsolveArgs } from './forms.js'
import { type DepsolveJobError, failureOfCancel, failureOfJob, SolverFailure } from './solver-failure.js'

export interface ChildOptions {
  signal: AbortSignal
  /** Called with the error of a call that will be repeated. */
  onRetry(error: unknown): void
  /** Mean pause after a failed call, in milliseconds (default 1,000); the actual pause is random. */
  retryMs?: number
}

/**
 * Has the workers of the job's tenant solve packages, in a child job of the type `depsolve`. Waits without a time
 * limit: the queue keeps the child, and a repeated call with the same args finds it again.
 * @returns the result of the child, as JSON text
 * @throws {SolverFailure} if the child failed or was cancelled; {WorkerApiError} if repeating the call is no use; the
 *   signal's reason
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

/** Statuses below 500 that are temporary: the token service is absent, or the server is overloaded. */
const TRY_AGAIN = new Set([401, 403, 408, 425, 429])

const isPassing = (error: unknown): boolean => {
  if (error instanceof WorkerApiError) return error.status >= 500 || TRY_AGAIN.has(error.status)
  // A lost connection or an absent token service is temporary; a wrong answer is not.
  return (
    error instanceof Error &&
    !(error instanceof SolverFailure || error instanceof SyntaxError || error instanceof TypeError)
  )
}
