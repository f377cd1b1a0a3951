import type { JobQueue } from '@composer/jobqueue'

export interface WorkerLimit {
  /** Whether one more worker of the channel may register. If so, it is counted. */
  admit(channel: string): Promise<boolean>
}

export interface WorkerLimitOptions {
  queue: Pick<JobQueue, 'activeWorkers'>
  /** How many workers one channel may have. */
  max: number
  /** How old a count may be, in milliseconds, before the workers are counted again. */
  maxAgeMs: number
  /** Monotonic clock in milliseconds. */
  now?: () => number
}

/**
 * Limits how many workers of a channel are registered at a time. One query counts the workers of all channels, at most
 * once in `maxAgeMs`, because ten thousand workers may register at once. A count misses workers that have registered
 * with other instances since, so a channel may exceed the limit by these.
 */
export function createWorkerLimit(options: WorkerLimitOptions): WorkerLimit {
  const { queue, max, maxAgeMs, now = () => performance.now() } = options
  let counts = new Map<string, number>()
  let countedAt = Number.NEGATIVE_INFINITY
  let counting: Promise<void> | undefined

  const count = async (): Promise<void> => {
    const fresh = new Map<string, number>()
    for (const { channel, count: some } of await queue.activeWorkers())
      fresh.set(channel, (fresh.get(channel) ?? 0) + some)
    counts = fresh
    countedAt = now()
  }
  return {
    async admit(channel) {
      if (now() - countedAt >= maxAgeMs) await (counting ??= count().finally(() => (counting = undefined)))
      const known = counts.get(channel) ?? 0
      if (known >= max) return false
      counts.set(channel, known + 1)
      return true
    },
  }
}
