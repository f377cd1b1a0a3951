import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { listenUntilLost, PoolerInBetweenError } from './listen-connection.js'
import { readNotification } from './read-notification.js'
import type { ListenState, ReadyKey } from './types.js'

export interface QueueListenerOptions {
  /**
   * A direct connection to Postgres. Undefined if only a transaction pooler can be reached: then the listener polls.
   */
  connection: pg.ClientConfig | undefined
  /** Whether the operator configured this connection for LISTEN. If not, it is used only if no pooler is detected. */
  trusted?: boolean
  /** Interval of polling while LISTEN is not active. */
  pollIntervalMs?: number
  /** Interval of polling while LISTEN is active, as a safety net. */
  safetyIntervalMs?: number
  /** Interval of the probes of the connection, and the longest wait for the answer to one. */
  probeIntervalMs?: number
  probeTimeoutMs?: number
  logger?: { warn(message: string, fields?: object): void }
}

export type QueueListener = ReturnType<typeof createQueueListener>

type Handler<T> = (value: T) => void

/** Longest pause between two attempts to connect. */
const longestBackOffMs = 1000
/**
 * Time limit of the first attempt to connect. During a failover the server may never answer, so the next attempt should
 * start soon.
 */
const firstPatienceMs = 1000

/**
 * The one LISTEN connection of a process. It emits 'all' whenever notifications may have been missed: after every
 * (re)connect, on every poll while LISTEN is not active, and on a slower poll while LISTEN is active.
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
    /**
     * Resolves when the first attempt to listen has succeeded or failed. After a failure the attempts continue in the
     * background.
     */
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
    /**
     * Calls `handler` with the keys that have ready jobs, or with 'all' when any key may have some. Returns a function
     * that unsubscribes.
     */
    onReady: (handler: Handler<ReadyKey[] | 'all'>) => subscribe(ready, handler),
    /**
     * Calls `handler` with the id of an awaited job that ended, or with 'all' when any may have ended. Returns a
     * function that unsubscribes.
     */
    onFinished: (handler: Handler<string | 'all'>) => subscribe(finished, handler),
    onState: (handler: Handler<ListenState>) => subscribe(states, handler),
  }
}

function subscribe<T>(handlers: Set<T>, handler: T): () => void {
  handlers.add(handler)
  return () => void handlers.delete(handler)
}
