import {
  ClaimInterruptedError,
  type ClaimedJob,
  type JobQueue,
  type QueueListener,
  type ReadyKey,
} from '@composer/jobqueue'
import { createGiveBack, type WarningLog } from './give-back.js'
import { createLanes, type Lane, type Waiter } from './lane.js'

export interface WaitRequest {
  /** Null, for makers: every channel. */
  channel: string | null
  /** Stored types; duplicates and order do not matter. */
  types: readonly string[]
  workerId: string | null
}

export interface Waiting {
  /** Undefined after the timeout, on a stop, or when the caller left. */
  job: Promise<ClaimedJob | undefined>
  /** The caller is gone. */
  leave(): void
}

export interface DispatcherOptions {
  queue: Pick<JobQueue, 'claim' | 'unclaim' | 'readyKeys'>
  listener: Pick<QueueListener, 'onReady'>
  timeoutMs: number
  /** Callers of one channel that may wait. */
  maxWaitingOfChannel?: number
  logger: WarningLog
  /** Told of every claim: what it brought and how long it took. */
  claimed?: (jobs: ClaimedJob[], seconds: number) => void
  /** Pause after a statement that failed. */
  retryMs?: number
}

/** So many callers of the channel wait already. */
export class TooManyWaitingError extends Error {}

export type Dispatcher = ReturnType<typeof createDispatcher>

/** Jobs that one claim asks for at most: the args of all of them are in memory at once. */
const largestClaim = 8
/** Expired waiters are answered at this pace: one timer for all of them. */
const sweepIntervalMs = 250
/** How much longer a caller waits whose claim is under way. */
const offerGraceMs = 1000
/** Fleets that connected at once would ask again at once for ever: each wait is shorter by up to this share. */
const jitter = 0.1

/**
 * Brings waiting callers and ready jobs together. Waiting costs no query and no connection: only an announcement for
 * its types makes a lane claim, once, for as many callers as there are.
 */
export function createDispatcher(options: DispatcherOptions) {
  const { queue, timeoutMs, logger, retryMs = 1000, maxWaitingOfChannel = Number.POSITIVE_INFINITY } = options
  const lanes = createLanes()
  const { giveBack, settled } = createGiveBack({ queue, logger, retryMs })
  const serving = new Set<Promise<void>>()
  const waitingOf = createCounts()
  let arrivals = 0
  let closed = false
  let sweeper: NodeJS.Timeout | undefined
  const check = { running: false, again: false }

  const leave = (lane: Lane, waiter: Waiter, job: ClaimedJob | undefined): boolean => {
    if (!lane.waiters.delete(waiter)) return false
    waitingOf.remove(lane.channel)
    lane.usedAt = performance.now()
    waiter.settle(job)
    return true
  }

  /** One claim for the callers at the head of the lane; true when there may be more to get. */
  const claimOnce = async (lane: Lane): Promise<boolean> => {
    const callers = first(lane.waiters, largestClaim)
    for (const caller of callers) caller.offered = true
    const started = performance.now()
    const jobs = await queue.claim({
      channel: lane.channel,
      types: [...lane.types],
      workers: callers.map(({ workerId }) => workerId),
    })
    options.claimed?.(jobs, (performance.now() - started) / 1000)
    const undelivered: string[] = []
    for (const [place, job] of jobs.entries()) {
      // Place by place: the attempt is tied to the worker id that was sent for it.
      const caller = callers[place]
      if (!caller || !leave(lane, caller, job)) undelivered.push(job.token)
    }
    for (const caller of callers) caller.offered = false
    if (undelivered.length > 0) await giveBack(undelivered)
    return jobs.length === callers.length
  }

  const claimAll = async (lane: Lane): Promise<void> => {
    let more = true
    while (lane.waiters.size > 0 && (more || lane.announced)) {
      lane.announced = false
      more = await claimOnce(lane)
    }
    // Nothing is known of a lane that was left with jobs, or with an announcement, when its last caller went.
    lane.empty = !more && !lane.announced
    lane.claiming = false
  }

  /** Claims until there is nothing to get or nobody to serve. What is announced meanwhile is not missed. */
  const serve = (lane: Lane): void => {
    if (lane.claiming) {
      lane.announced = true
      return
    }
    lane.claiming = true
    const run = claimAll(lane).catch(async (error: unknown) => {
      logger.warn('A claim failed; it is tried again', { channel: lane.channel, error })
      if (error instanceof ClaimInterruptedError) await giveBack(error.tokens)
      const again = setTimeout(() => {
        lane.claiming = false
        if (lane.waiters.size > 0) serve(lane)
      }, retryMs)
      again.unref()
    })
    serving.add(run)
    void run.finally(() => serving.delete(run))
  }

  const announced = (keys: readonly ReadyKey[]): void => {
    const touched = new Set<Lane>()
    for (const { channel, type } of keys) for (const lane of lanes.wanting(channel, type)) touched.add(lane)
    for (const lane of touched) lane.empty = false
    // Who waited longest is served first, also across lanes that want the same type.
    const order = (lane: Lane) => first(lane.waiters, 1)[0]?.place ?? Number.POSITIVE_INFINITY
    for (const lane of [...touched].sort((one, other) => order(one) - order(other))) {
      if (lane.waiters.size > 0 || lane.claiming) serve(lane)
    }
  }

  /** Notifications may have been missed: one statement tells which lanes are affected, however many there are. */
  const checkAll = async (): Promise<void> => {
    if (check.running) {
      check.again = true
      return
    }
    Object.assign(check, { running: true, again: false })
    try {
      if (lanes.size() > 0) announced(await queue.readyKeys())
    } catch (error) {
      logger.warn('The ready jobs cannot be read; it is tried again', { error })
      setTimeout(() => void checkAll(), retryMs).unref()
    }
    check.running = false
    if (check.again) await checkAll()
  }

  const sweep = (): void => {
    const now = performance.now()
    for (const lane of lanes.all()) {
      for (const waiter of lane.waiters) {
        if (waiter.expiresAt + (waiter.offered ? offerGraceMs : 0) <= now) leave(lane, waiter, undefined)
      }
    }
    lanes.forgetUnused(now)
    if (lanes.size() > 0) return
    clearInterval(sweeper)
    sweeper = undefined
  }

  const unsubscribe = options.listener.onReady((keys) => {
    if (keys === 'all') void checkAll()
    else announced(keys)
  })

  return {
    /**
     * Waits for a job of the channel, or of any, and the types.
     * @throws TooManyWaitingError
     */
    wait({ channel, types, workerId }: WaitRequest): Waiting {
      if (closed) return { job: Promise.resolve(undefined), leave: () => undefined }
      if (waitingOf.of(channel) >= maxWaitingOfChannel) throw new TooManyWaitingError()
      const now = performance.now()
      const lane = lanes.find(channel, types, now)
      const { promise, resolve } = deferred()
      arrivals += 1
      const waiter: Waiter = {
        workerId,
        place: arrivals,
        expiresAt: now + timeoutMs * (1 - jitter * spread(arrivals)),
        offered: false,
        settle: resolve,
      }
      lane.waiters.add(waiter)
      waitingOf.add(channel)
      sweeper ??= setInterval(sweep, sweepIntervalMs).unref()
      // A claim under way looks at everything that is ready by now, and goes on while it is given all it asks for.
      if (!lane.empty && !lane.claiming) serve(lane)
      return { job: promise, leave: () => void leave(lane, waiter, undefined) }
    },

    /** The answer did not reach the caller: the job goes back to its place, and no retry is used up. */
    giveBack: (job: ClaimedJob): Promise<void> => giveBack([job.token]),

    waiting: (): number => waitingOf.all(),

    /** Answers every caller that there is nothing, now and from now on. Resolves when no claim is under way. */
    async close(): Promise<void> {
      closed = true
      unsubscribe()
      clearInterval(sweeper)
      for (const lane of lanes.all()) for (const waiter of lane.waiters) leave(lane, waiter, undefined)
      await Promise.all(serving)
    },

    /** Resolves when no job is being given back. */
    settled,
  }
}

/** Counts by key; a key without any costs nothing. */
function createCounts() {
  const counts = new Map<string | null, number>()
  let sum = 0
  const change = (key: string | null, by: number) => {
    const count = (counts.get(key) ?? 0) + by
    if (count === 0) counts.delete(key)
    else counts.set(key, count)
    sum += by
  }
  return {
    add: (key: string | null) => change(key, 1),
    remove: (key: string | null) => change(key, -1),
    of: (key: string | null) => counts.get(key) ?? 0,
    all: () => sum,
  }
}

/** Multiples of the golden ratio: neighbours lie far apart, and all of them cover 0 to 1 evenly. */
const spread = (place: number): number => (place * 0.618_033_988_749_895) % 1

function first<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = []
  for (const item of items) {
    taken.push(item)
    if (taken.length === count) break
  }
  return taken
}

function deferred() {
  let resolve: (job: ClaimedJob | undefined) => void = () => undefined
  const promise = new Promise<ClaimedJob | undefined>((settle) => (resolve = settle))
  return { promise, resolve }
}
