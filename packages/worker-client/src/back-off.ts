import { setTimeout as delay } from 'node:timers/promises'

/** Exponential backoff with jitter, so that many workers do not retry at the same moment. */
export interface BackOff {
  /** Waits; each call waits up to twice as long as the one before. @throws AbortError if `signal` fires */
  wait(signal?: AbortSignal): Promise<void>
}

export function createBackOff(options: { firstMs: number; maxMs: number }): BackOff {
  let next = options.firstMs
  return {
    async wait(signal) {
      const ms = next * (0.5 + Math.random() / 2)
      next = Math.min(next * 2, options.maxMs)
      await delay(ms, undefined, signal ? { signal } : {})
    },
  }
}
