import type { ClaimedJob } from '@composer/jobqueue'

/** One long poll. */
export interface Waiter {
  workerId: string | null
  /** Monotonic milliseconds. */
  expiresAt: number
  /** Undefined: nothing came. */
  settle(job: ClaimedJob | undefined): void
}

/** All waiters of a channel that want the same types: they are served by the same claims, in the order they came. */
export interface Lane {
  channel: string
  types: string[]
  /** In order of arrival. */
  waiters: Set<Waiter>
  /** Nothing was ready at the last claim, and nothing was announced since: a claim would be in vain. */
  empty: boolean
  /** Ready jobs were announced while a claim was under way. */
  announced: boolean
  /** One claim at a time. */
  claiming: boolean
}

export const laneKey = (channel: string, types: readonly string[]): string =>
  JSON.stringify([channel, ...types])
