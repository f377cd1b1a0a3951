import {
  ClaimInterruptedError,
  type ClaimedJob,
  type JobQueue,
  type QueueListener,
  type ReadyKey,
} from '@composer/jobqueue'
import { createCounts } from './counts.js'
import { createGiveBack, type WarningLog } from './give-back.js'
import { createLanes, type Lane, type Waiter } from './lane.js'

export interface WaitRequest {
  /** Null means every channel, which only makers may ask for. */
  channel: string | null
  /** Job types as the queue stores them; duplicates and order do not matter. */
  types: readonly string[]
  workerId: string | null
}

export interface Waiting {
  /** Resolves to undefined after the timeout, when the dispatcher closes, or when the caller left. */
  job: Promise<ClaimedJob | undefined>
  /** Ends the wait of a caller that has disconnected. */
  leave(): void
}

export interface DispatcherOptions {
  queue: Pick<JobQueue, 'claim' | 'unclaim' | 'readyKeys'>
  listener: Pick<QueueListener, 'onReady'>
  timeoutMs: number
  /** How many callers of one channel may wait at the same time; default: no limit. */
  maxWaitingOfChannel?: number
  logger: WarningLog
  /** Called after every successful claim, with the claimed jobs and the duration of the claim in seconds. */
  claimed?: (jobs: ClaimedJob[], seconds: number) => void
  /** Milliseconds before a failed statement is tried again; default 1000. */
  retryMs?: number
}

/** The channel already has as many waiting callers as are allowed. */
export class TooManyWaitingError extends Error {}

export type Dispatcher = ReturnType<typeof createDispatcher>

/** Largest number of jobs that one claim asks for: the args of all of them are in memory at once. */
const largestClaim = 8
/** How often expired waiters are looked for. One timer serves all of them. */
const sweepIntervalMs = 250
/** How long past its timeout a caller still waits for a claim that is under way for it. */
const offerGraceMs = 1000
/**
 * The largest share of the timeout by which a wait is shortened. Each wait is shortened by a different share, so that
 * workers that connected at the same moment do not all time out and ask again at the same moment.
 */
const jitter = 0.1

/**
 * Hands ready jobs to waiting callers. A waiting caller costs no query and no connection: a lane claims only when a job
 * of its types is announced, and one claim serves up to `largestClaim` callers.
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

  /** Claims once for the callers at the head of the lane. @returns whether more jobs may be ready */
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
      // Jobs and callers are matched by position: each attempt is tied to the worker id at its position of the claim.
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
    // If the last caller left while jobs were ready or announced, the lane must not count as empty.
    lane.empty = !more && !lane.announced
    lane.claiming = false
  }

  /** Claims until no job is ready or no caller waits. A job that is announced during a claim causes another claim. */
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
    // The caller that has waited longest is served first, also across lanes that want the same type.
    const order = (lane: Lane) => first(lane.waiters, 1)[0]?.place ?? Number.POSITIVE_INFINITY
    for (const lane of [...touched].sort((one, other) => order(one) - order(other))) {
      if (lane.waiters.size > 0 || lane.claiming) serve(lane)
    }
  }

  /** For missed notifications: one statement reads which channels and types have ready jobs, for all lanes. */
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
     * Waits until a job of the channel and of one of the types is claimed for the caller, at most for `timeoutMs`.
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
      // A claim that is under way needs no second one: it is repeated for new callers as long as it may find jobs.
      if (!lane.empty && !lane.claiming) serve(lane)
      return { job: promise, leave: () => void leave(lane, waiter, undefined) }
    },

    /** Undoes the claim of a job whose answer did not reach the caller: the job keeps its place and its retries. */
    giveBack: (job: ClaimedJob): Promise<void> => giveBack([job.token]),

    waiting: (): number => waitingOf.all(),

    /** Answers all waiting and all later callers with undefined. Resolves when no claim is under way. */
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

/** Spreads places evenly over 0 to 1, neighbours far apart: the fractions of multiples of the golden ratio. */
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
