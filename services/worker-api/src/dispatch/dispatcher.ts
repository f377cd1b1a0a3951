import type { ClaimedJob, JobQueue, QueueListener, ReadyKey } from '@composer/jobqueue'
import type { Logger } from '@composer/service-kit'
import { laneKey, type Lane, type Waiter } from './lane.js'

export interface WaitRequest {
  channel: string
  /** Stored types; duplicates and order do not matter. */
  types: readonly string[]
  workerId: string | null
  /** Aborted when the caller is gone. */
  signal: AbortSignal
}

export interface DispatcherOptions {
  queue: Pick<JobQueue, 'claim' | 'unclaim'>
  listener: Pick<QueueListener, 'onReady'>
  timeoutMs: number
  logger: Pick<Logger, 'error' | 'warn'>
  /** Told of every claim: how many jobs it brought and how long it took. */
  claimed?: (jobs: ClaimedJob[], seconds: number) => void
}

export type Dispatcher = ReturnType<typeof createDispatcher>

/** Jobs that one claim asks for at most: a fleet that waits for one job must not carry a thousand tokens. */
const largestClaim = 32
/** Expired waiters are answered at this pace: one timer for all of them. */
const sweepIntervalMs = 250
const retryMs = 1000

/**
 * Brings waiting callers and ready jobs together. Waiting costs no query and no connection: only an announcement for
 * its types makes a lane claim, once, for as many callers as there are.
 */
export function createDispatcher(options: DispatcherOptions) {
  const { queue, timeoutMs, logger } = options
  const lanes = new Map<string, Lane>()
  let waiting = 0
  let closed = false
  let sweeper: NodeJS.Timeout | undefined

  const laneOf = (channel: string, types: readonly string[]): Lane => {
    const sorted = [...new Set(types)].toSorted()
    const key = laneKey(channel, sorted)
    const known = lanes.get(key)
    if (known) return known
    const lane: Lane = {
      channel,
      types: sorted,
      waiters: new Set(),
      empty: false,
      announced: false,
      claiming: false,
    }
    lanes.set(key, lane)
    return lane
  }

  const leave = (lane: Lane, waiter: Waiter): boolean => {
    if (!lane.waiters.delete(waiter)) return false
    waiting -= 1
    return true
  }

  const giveBack = async (job: ClaimedJob): Promise<void> => {
    try {
      await queue.unclaim(job.token)
    } catch (error) {
      // The lease watchdog will find it.
      logger.error('A claim could not be undone', { job_id: job.id, error })
    }
  }

  /** One claim for the waiters at the head of the lane; true when there may be more to get. */
  const claimOnce = async (lane: Lane): Promise<boolean> => {
    const callers = [...lane.waiters].slice(0, largestClaim)
    const started = performance.now()
    const jobs = await queue.claim({
      channel: lane.channel,
      types: lane.types,
      workers: callers.map(({ workerId }) => workerId),
    })
    options.claimed?.(jobs, (performance.now() - started) / 1000)
    // Place by place: the attempt is tied to the worker id that was sent for it.
    await Promise.all(
      jobs.map(async (job, place) => {
        const caller = callers[place]
        if (caller && leave(lane, caller)) caller.settle(job)
        else await giveBack(job)
      }),
    )
    return jobs.length === callers.length
  }

  const serve = async (lane: Lane): Promise<void> => {
    if (lane.claiming) {
      lane.announced = true
      return
    }
    lane.claiming = true
    try {
      let more = true
      while (lane.waiters.size > 0 && (more || lane.announced)) {
        lane.announced = false
        more = await claimOnce(lane)
      }
      lane.empty = !more
    } catch (error) {
      logger.error('A claim failed; it is tried again', { channel: lane.channel, error })
      setTimeout(() => void serve(lane), retryMs).unref()
    } finally {
      lane.claiming = false
    }
    if (lane.announced && lane.waiters.size > 0) void serve(lane)
  }

  const announced = (keys: ReadyKey[] | 'all') => {
    const touched = [...lanes.values()].filter(
      (lane) =>
        keys === 'all' ||
        keys.some(({ channel, type }) => channel === lane.channel && lane.types.includes(type)),
    )
    for (const lane of touched) lane.empty = false
    // Who waited longest is served first, also across lanes that want the same type.
    const order = (lane: Lane) => lane.waiters.values().next().value?.expiresAt ?? Number.POSITIVE_INFINITY
    for (const lane of touched.toSorted((a, b) => order(a) - order(b))) {
      if (lane.waiters.size > 0) void serve(lane)
    }
  }

  const sweep = () => {
    const now = performance.now()
    for (const [key, lane] of lanes) {
      for (const waiter of lane.waiters) {
        if (waiter.expiresAt > now) break
        if (leave(lane, waiter)) waiter.settle(undefined)
      }
      // A tenant that went away leaves nothing behind.
      if (lane.waiters.size === 0 && !lane.claiming) lanes.delete(key)
    }
    if (waiting === 0) {
      clearInterval(sweeper)
      sweeper = undefined
    }
  }

  const unsubscribe = options.listener.onReady(announced)

  return {
    /** Waits for a job; undefined after the timeout, on a stop, or when the caller is gone. */
    wait({ channel, types, workerId, signal }: WaitRequest): Promise<ClaimedJob | undefined> {
      if (closed || signal.aborted) return Promise.resolve(undefined)
      const lane = laneOf(channel, types)
      return new Promise((resolve) => {
        const gone = () => {
          if (leave(lane, waiter)) waiter.settle(undefined)
        }
        const waiter: Waiter = {
          workerId,
          expiresAt: performance.now() + timeoutMs,
          settle: (job) => {
            signal.removeEventListener('abort', gone)
            resolve(job)
          },
        }
        signal.addEventListener('abort', gone, { once: true })
        lane.waiters.add(waiter)
        waiting += 1
        sweeper ??= setInterval(sweep, sweepIntervalMs).unref()
        if (!lane.empty) void serve(lane)
      })
    },

    /** The answer did not reach the caller: the job goes back to its place, and no retry is used up. */
    giveBack,

    waiting: (): number => waiting,

    /** Answers every caller that there is nothing, now and from now on. */
    close(): void {
      closed = true
      unsubscribe()
      clearInterval(sweeper)
      for (const lane of lanes.values()) {
        for (const waiter of lane.waiters) if (leave(lane, waiter)) waiter.settle(undefined)
      }
    },
  }
}
