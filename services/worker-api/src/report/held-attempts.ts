import type { ClaimedJob, TokenState } from '@composer/jobqueue'

export type RunningAttempt = Extract<TokenState, { state: 'running' }>

/** What this process knows of the attempts that it handed out itself: a report of one needs no question before it. */
export interface HeldAttempts {
  add(job: ClaimedJob): void
  /** As it was handed out: whether it still runs is for the queue to say. */
  find(token: string, channel: string): RunningAttempt | undefined
  /** The channel of an attempt of one of these stored types. */
  laneOf(token: string, types: readonly string[]): string | undefined
  remove(token: string): void
}

interface Held {
  jobId: string
  channel: string
  type: string
  attempt: number
  /** Monotonic milliseconds. */
  since: number
}

/** @param most of them; the oldest are forgotten first, and asked for again */
export function createHeldAttempts(most: number): HeldAttempts {
  const held = new Map<string, Held>()
  return {
    add({ token, id, channel, type, attempt }) {
      held.set(token, { jobId: id, channel, type, attempt, since: performance.now() })
      if (held.size <= most) return
      const [oldest = ''] = held.keys()
      held.delete(oldest)
    },
    find(token, channel) {
      const found = held.get(token)
      if (found?.channel !== channel) return undefined
      const { jobId, type, attempt, since } = found
      return { state: 'running', jobId, type, attempt, runningSeconds: (performance.now() - since) / 1000 }
    },
    laneOf(token, types) {
      const found = held.get(token)
      return found && types.includes(found.type) ? found.channel : undefined
    },
    remove: (token) => void held.delete(token),
  }
}
