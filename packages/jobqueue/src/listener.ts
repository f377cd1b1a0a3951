import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { listenUntilLost, PoolerInBetweenError } from './listen-connection.js'
import { readNotification } from './read-notification.js'
import type { ListenState, ReadyKey } from './types.js'

export interface QueueListenerOptions {
  /** A direct connection; undefined where only a transaction-pooling proxy is reachable: then it polls. */
  connection: pg.ClientConfig | undefined
  /** The connection was named for listening. Otherwise it is only used where no pooler is found in between. */
  trusted?: boolean
  /** Tick while there is no live LISTEN. */
  pollIntervalMs?: number
  /** Tick beside a live LISTEN: the safety net. */
  safetyIntervalMs?: number
  /** How often, and how long at most, the connection is asked whether it lives. */
  probeIntervalMs?: number
  probeTimeoutMs?: number
  logger?: { warn(message: string, fields?: object): void }
}

export type QueueListener = ReturnType<typeof createQueueListener>

type Handler<T> = (value: T) => void

/** Longest pause between two attempts to connect. */
const longestBackOffMs = 1000
/** A connection that is opened while the database moves may never be answered: the next one is tried soon. */
const firstPatienceMs = 1000

/**
 * The one LISTEN connection of a process. Whenever notifications may have been missed it says 'all': after every
 * (re)connect, on every poll tick without a live connection, and on a slow tick beside one.
 */
export function createQueueListener(options: QueueListenerOptions) {
  const {
    pollIntervalMs = 1000,
    safetyIntervalMs = 30_000,
    probeIntervalMs = 5000,
    probeTimeoutMs = 5000,
  } = options
  const ready = new Set<Handler<ReadyKey[] | 'all'>>()
  const finished = new Set<Handler<string | 'all'>>()
  const states = new Set<Handler<ListenState>>()
  const stopping = new AbortController()
  const { signal } = stopping
  let state: ListenState = 'down'
  let listening: Promise<void> | undefined
  let tick: NodeJS.Timeout | undefined

  const tell = <T>(handlers: Set<Handler<T>>, value: T) => {
    for (const handler of handlers) handler(value)
  }
  const become = (next: ListenState) => {
    if (next === state) return
    state = next
    keepTicking()
    tell(states, next)
  }
  const tellAll = () => {
    tell(ready, 'all')
    tell(finished, 'all')
  }
  const keepTicking = () => {
    clearInterval(tick)
    if (signal.aborted) return
    tick = setInterval(tellAll, state === 'live' ? safetyIntervalMs : pollIntervalMs)
    tick.unref()
  }
  const onNotification = (notification: pg.Notification) => {
    const news = readNotification(notification)
    if (news === undefined) {
      options.logger?.warn('A notification cannot be read', { channel: notification.channel })
      tellAll()
    } else if ('finished' in news) tell(finished, news.finished)
    else tell(ready, news.ready)
  }

  const keepListening = async (connection: pg.ClientConfig): Promise<void> => {
    const shortestMs = Math.min(firstPatienceMs, probeTimeoutMs)
    let attempts = 0
    let connectTimeoutMs = shortestMs
    const onLive = () => {
      attempts = 0
      connectTimeoutMs = shortestMs
      become('live')
      tellAll()
    }
    while (!signal.aborted) {
      const begun = performance.now()
      const reason = await listenUntilLost({
        connection,
        trusted: options.trusted ?? false,
        probeIntervalMs,
        connectTimeoutMs,
        answerTimeoutMs: probeTimeoutMs,
        onNotification,
        onLive,
        signal,
      }).catch((error: unknown) => error as Error)
      if (reason instanceof PoolerInBetweenError && !signal.aborted) {
        options.logger?.warn('The queue is polled: no direct connection to listen', {
          reason: reason.message,
        })
        become('polling')
        return
      }
      if (state !== 'live' && performance.now() - begun >= connectTimeoutMs)
        connectTimeoutMs = Math.min(2 * connectTimeoutMs, probeTimeoutMs)
      become('down')
      if (signal.aborted) return
      attempts += 1
      options.logger?.warn('The queue listener is not connected', { reason: reason?.message, attempts })
      const backOff = Math.min(50 * 2 ** attempts, longestBackOffMs) * (0.5 + Math.random() / 2)
      await pause(backOff, undefined, { signal }).catch(() => undefined)
    }
  }

  return {
    /** Resolves when the first attempt to listen succeeded, or is given up for now: it goes on in the background. */
    async start(): Promise<void> {
      const { connection } = options
      if (!connection) {
        become('polling')
        return
      }
      keepTicking()
      const live = new Promise<void>((resolve) => {
        const unsubscribe = subscribe(states, () => {
          unsubscribe()
          resolve()
        })
      })
      listening = keepListening(connection)
      await Promise.race([live, pause(probeTimeoutMs, undefined, { ref: false })])
    },
    async stop(): Promise<void> {
      stopping.abort()
      clearInterval(tick)
      await listening
      become('down')
    },
    state: (): ListenState => state,
    /** Keys that have ready jobs now; 'all' when any may have. Returns the way to unsubscribe. */
    onReady: (handler: Handler<ReadyKey[] | 'all'>) => subscribe(ready, handler),
    /** Id of an awaited job that reached its end; 'all' when any may have. */
    onFinished: (handler: Handler<string | 'all'>) => subscribe(finished, handler),
    onState: (handler: Handler<ListenState>) => subscribe(states, handler),
  }
}

function subscribe<T>(handlers: Set<T>, handler: T): () => void {
  handlers.add(handler)
  return () => void handlers.delete(handler)
}
