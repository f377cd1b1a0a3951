import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { ListenState, ReadyKey } from './types.js'

export interface QueueListenerOptions {
  /** A direct connection; undefined where only a transaction-pooling proxy is reachable: then it polls. */
  connection: pg.ClientConfig | undefined
  /** Tick without LISTEN. */
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

/**
 * The one LISTEN connection of a process. Whenever notifications may have been missed it says 'all': after every
 * (re)connect, and on a slow tick as a safety net.
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
  let state: ListenState = 'down'
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const become = (next: ListenState) => {
    if (next === state) return
    state = next
    for (const handler of states) handler(next)
  }
  const everythingMayHaveChanged = () => {
    for (const handler of ready) handler('all')
    for (const handler of finished) handler('all')
  }
  const received = ({ channel, payload = '' }: pg.Notification) => {
    if (channel === 'job_finished') {
      for (const handler of finished) handler(payload)
      return
    }
    const keys = (JSON.parse(payload) as [string, string][]).map(([key, type]) => ({ channel: key, type }))
    for (const handler of ready) handler(keys)
  }

  /** Resolves when the connection is lost or the listener stops. */
  const listenOnce = async (connection: pg.ClientConfig): Promise<void> => {
    const client = new pg.Client({ connectionTimeoutMillis: 10_000, keepAlive: true, ...connection })
    const lost = new Promise<Error>((resolve) => {
      client.on('error', resolve)
      client.on('end', () => resolve(new Error('The connection ended')))
    })
    try {
      await client.connect()
      client.on('notification', received)
      await client.query('LISTEN jobs_ready; LISTEN job_finished')
      become('live')
      everythingMayHaveChanged()
      const reason = await Promise.race([lost, probe(client), stopped(stopping.signal)])
      if (reason) options.logger?.warn('The queue listener lost its connection', { reason: reason.message })
    } finally {
      client.removeAllListeners('notification')
      destroy(client)
    }
  }

  /** A server that hangs closes no connection: only an unanswered question shows it. */
  const probe = async (client: pg.Client): Promise<Error | undefined> => {
    while (!stopping.signal.aborted) {
      await pause(probeIntervalMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
      if (stopping.signal.aborted) return undefined
      const late = pause(probeTimeoutMs, 'late' as const, { ref: false })
      const answer = await Promise.race([client.query('SELECT 1'), late]).catch((error: Error) => error)
      if (answer === 'late') return new Error(`No answer in ${probeTimeoutMs} ms`)
      if (answer instanceof Error) return answer
    }
    return undefined
  }

  const keepListening = async (connection: pg.ClientConfig): Promise<void> => {
    let attempts = 0
    while (!stopping.signal.aborted) {
      try {
        await listenOnce(connection)
        attempts = 0
      } catch (error) {
        attempts += 1
        options.logger?.warn('The queue listener cannot connect', {
          reason: (error as Error).message,
          attempts,
        })
      }
      become('down')
      const backOff = Math.min(100 * 2 ** attempts, 5000) * (0.5 + Math.random() / 2)
      await pause(backOff, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  return {
    /** Resolves when the first attempt to listen is over, so that a start does not race its first notification. */
    async start(): Promise<void> {
      const { connection } = options
      timer = setInterval(everythingMayHaveChanged, connection ? safetyIntervalMs : pollIntervalMs)
      timer.unref()
      if (!connection) {
        become('polling')
        return
      }
      const first = new Promise<void>((resolve) => states.add(() => resolve()))
      running = keepListening(connection)
      await Promise.race([first, pause(5000, undefined, { ref: false })])
    },
    async stop(): Promise<void> {
      stopping.abort()
      clearInterval(timer)
      await running
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

function stopped(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

/** A polite end would wait for a server that may hang. */
function destroy(client: pg.Client): void {
  client.on('error', () => undefined)
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } }
  connection.stream.destroy()
}
