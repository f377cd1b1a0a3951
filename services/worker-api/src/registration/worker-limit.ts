import type { JobQueue } from '@composer/jobqueue'

export interface WorkerLimit {
  /** Whether one more worker of the channel may register; it is counted then. */
  admit(channel: string): Promise<boolean>
}

export interface WorkerLimitOptions {
  queue: Pick<JobQueue, 'activeWorkers'>
  /** Workers of one channel. */
  max: number
  /** How old the count of the other instances' workers may be. */
  maxAgeMs: number
  now?: () => number
}

/**
 * Bounds the workers that a channel has registered and that were not forgotten yet. They are counted every few seconds
 * for all channels, not for each of ten thousand that come back at once: what registers with other instances in the
 * meantime may overshoot the bound.
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
