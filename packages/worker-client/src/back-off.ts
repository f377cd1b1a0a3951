import { setTimeout as delay } from 'node:timers/promises'

/** Waits longer with every failure, up to a limit, spread at random so that many workers do not return together. */
export interface BackOff {
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
