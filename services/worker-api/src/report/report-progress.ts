import { isUtf8 } from 'node:buffer'
import { readSelected } from '@composer/raw-json'
import type { JobProgress } from '@composer/jobqueue'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'

/**
 * Stores the progress of an interim result, for the status of the compose. Progress that is not valid is ignored,
 * because an error would disturb a worker in the middle of its build.
 * @param partial JSON text of the interim result
 * @throws errors 5, 6, 1010
 */
export async function reportProgress(
  context: WorkerContext,
  token: string,
  channel: string,
  partial: Buffer,
): Promise<void> {
  const progress = isUtf8(partial) ? readProgress(partial) : undefined
  const state = progress
    ? await context.queue.reportProgress(token, channel, progress).catch(failAs(1010))
    : await context.queue
        .lookup(token, channel)
        .then(({ state: now }) => (now === 'running' ? 'stored' : now), failAs(1010))
  if (state === 'stored') return
  throw refusal(state === 'not-running' || state === 'cancelled' ? 6 : 5)
}

/**
 * Undefined when there is no progress whose `done` and `total` are integers. Its messages are not read: nobody sees
 * them.
 */
function readProgress(partial: Buffer): JobProgress | undefined {
  const counts = { done: true, total: true } as const
  const read = readSelected(partial, { progress: { ...counts, sub_progress: counts } }) as {
    progress?: { sub_progress?: unknown }
  } | null
  const progress = toCounts(read?.progress)
  const sub = toCounts(read?.progress?.sub_progress)
  return progress && { ...progress, ...(sub ? { subprogress: sub } : {}) }
}

function toCounts(value: unknown): { done: number; total: number } | undefined {
  const { done = 0, total = 0 } = (value ?? {}) as { done?: unknown; total?: unknown }
  return value !== null &&
    typeof value === 'object' &&
    Number.isSafeInteger(done) &&
    Number.isSafeInteger(total)
    ? { done: done as number, total: total as number }
    : undefined
}
