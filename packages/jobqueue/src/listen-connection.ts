import { setTimeout as pause } from 'node:timers/promises'
import { isBehindPooler } from '@composer/database'
import pg from 'pg'

/** A pooler between this process and Postgres shares server sessions, so notifications may never arrive here. */
export class PoolerInBetweenError extends Error {
  constructor() {
    super('The connection leads to a pooler, which does not pass notifications on')
    this.name = 'PoolerInBetweenError'
  }
}

export interface ListenConnectionOptions {
  connection: pg.ClientConfig
  /** Listen even if there seems to be a pooler: the operator configured this connection for LISTEN. */
  trusted: boolean
  /** Pause between two probes of a quiet connection. */
  probeIntervalMs: number
  /** Longest time for connecting, and for the answer to each statement before LISTEN is active. */
  connectTimeoutMs: number
  /** Longest time for the answer to a probe. */
  answerTimeoutMs: number
  onNotification(notification: pg.Notification): void
  /** Called when LISTEN is active: every later notification arrives. */
  onLive(): void
  signal: AbortSignal
}

/**
 * Listens on one connection until it is lost. Resolves with the reason, or with undefined when `signal` aborts.
 *
 * A server that hangs does not close its connections; only a query without an answer reveals it. The connection is
 * therefore probed.
 * @throws Error when it cannot connect or listen; PoolerInBetweenError
 */
export async function listenUntilLost(options: ListenConnectionOptions): Promise<Error | undefined> {
  const { connection, connectTimeoutMs, signal } = options
  const client = new pg.Client({
    keepAlive: true,
    application_name: 'composer-listen',
    ...connection,
    connectionTimeoutMillis: connectTimeoutMs,
  })
  const lost = new Promise<Error>((resolve) => {
    client.on('error', resolve)
    client.on('end', () => resolve(new Error('The connection ended')))
  })
  const listen = async (): Promise<Error | undefined> => {
    await client.connect()
    if (!options.trusted && (await answered(isBehindPooler(client), connectTimeoutMs)))
      throw new PoolerInBetweenError()
    client.on('notification', options.onNotification)
    await answered(client.query('LISTEN jobs_ready; LISTEN job_finished'), connectTimeoutMs)
    options.onLive()
    return Promise.race([lost, probe(client, options)])
  }
  const listening = listen()
  try {
    return await Promise.race([listening, aborted(signal)])
  } finally {
    client.removeAllListeners('notification')
    hangUp(client)
    listening.catch(() => undefined)
  }
}

/** Resolves when a probe fails. */
async function probe(client: pg.Client, options: ListenConnectionOptions): Promise<Error | undefined> {
  for (;;) {
    try {
      await pause(options.probeIntervalMs, undefined, { signal: options.signal, ref: false })
      await answered(client.query('SELECT 1'), options.answerTimeoutMs)
    } catch (error) {
      return options.signal.aborted ? undefined : (error as Error)
    }
  }
}

async function answered<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  const settled = new AbortController()
  const late = pause(timeoutMs, undefined, { signal: settled.signal, ref: false }).then(() => {
    throw new Error(`The database did not answer in ${timeoutMs} ms`)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    settled.abort()
    late.catch(() => undefined)
    answer.catch(() => undefined)
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

/** Destroys the socket. A regular end would wait for an answer of a server that may hang. */
function hangUp(client: pg.Client): void {
  client.on('error', () => undefined)
  client.connection.stream.destroy()
}
