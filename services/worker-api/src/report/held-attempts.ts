import type { ClaimedJob, TokenState } from '@composer/jobqueue'

export type RunningAttempt = Extract<TokenState, { state: 'running' }>

/** The attempts that this process handed out. A report for one of them saves a query to the queue. */
export interface HeldAttempts {
  add(job: ClaimedJob): void
  /** The attempt as it was handed out; only the queue knows whether it still runs. */
  find(token: string, channel: string): RunningAttempt | undefined
  /** The channel of the attempt, if its type is one of `types`. */
  laneOf(token: string, types: readonly string[]): string | undefined
  remove(token: string): void
}

interface Held {
  jobId: string
  channel: string
  type: string
  attempt: number
  /** When it was handed out, in milliseconds of `performance.now()`. */
  since: number
}

/** @param most how many attempts are remembered; the oldest are forgotten first, and are then looked up in the queue */
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
