import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { migrate } from '@composer/db'
import {
  createJobQueue,
  createQueueListener,
  waitForFinish,
  type JobQueue,
  type ListenState,
  type QueueListener,
  type QueueListenerOptions,
  type ReadyKey,
} from '@composer/jobqueue'
import { startLocalPostgres, type LocalPostgres } from '@composer/local-postgres'
import knex, { type Knex } from 'knex'
import { channel, finish, graph, job, mustClaim, single } from './graphs.js'

/** A server of our own: these tests end its sessions, restart it and freeze it. */
let server: LocalPostgres
let dataDir: string
let db: Knex
let queue: JobQueue
let listener: QueueListener

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'composer-listener-'))
  server = await startLocalPostgres({ dataDir, durable: false })
  db = knex({ client: 'pg', connection: server.url, pool: { min: 0, max: 5 } })
  await migrate(db)
  queue = createJobQueue({ db })
})
afterAll(async () => {
  await db.destroy()
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(() => db.raw('TRUNCATE composes, jobs, job_leases CASCADE'))
afterEach(() => listener.stop())

/** Ticks so slow that within a test only notifications and reconnects can tell. */
const never = 3_600_000

async function listen(options: Partial<QueueListenerOptions> = {}): Promise<void> {
  listener = createQueueListener({
    connection: { connectionString: server.url },
    pollIntervalMs: never,
    safetyIntervalMs: never,
    ...options,
  })
  await listener.start()
}

const nextReady = () =>
  new Promise<ReadyKey[] | 'all'>((resolve) => {
    const unsubscribe = listener.onReady((keys) => {
      unsubscribe()
      resolve(keys)
    })
  })
const nextState = (wanted: ListenState) =>
  new Promise<void>((resolve) => {
    const unsubscribe = listener.onState((state) => {
      if (state !== wanted) return
      unsubscribe()
      resolve()
    })
  })
/** What a waiter does: look whenever it is told to, until there is a job. */
const waiter = () =>
  new Promise<string>((resolve) => {
    const unsubscribe = listener.onReady(() => {
      void queue.claim({ channel, types: ['a'], workers: [null] }).then(
        ([claimed]) => {
          if (!claimed) return
          unsubscribe()
          resolve(claimed.id)
        },
        () => undefined,
      )
    })
  })

const endListenSession = () =>
  db.raw(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'composer-listen'`)

describe('The listener', () => {
  it('names the keys that became ready, once per transaction', async () => {
    await listen()
    const told = nextReady()
    await queue.enqueue(graph(job('x', 'a'), job('y', 'b'), job('z', 'b'), job('w', 'c', 'x')))
    const keys = await told
    expect(keys === 'all' ? keys : keys.map((key) => key.type).toSorted()).toEqual(['a', 'b'])
  })

  it('splits a list of keys that is longer than a notification may be', async () => {
    await listen()
    const types = Array.from({ length: 200 }, (_, n) => `typ-ü-${'x'.repeat(60)}-${n}`)
    const told = new Set<string>()
    const complete = new Promise<void>((resolve) => {
      listener.onReady((keys) => {
        if (keys !== 'all') for (const { type } of keys) told.add(type)
        if (told.size === types.length) resolve()
      })
    })
    await queue.enqueue(graph(...types.map((type, n) => job(String(n), type))))
    await complete
    expect([...told].toSorted()).toEqual(types.toSorted())
  })

  it('takes a notification that it cannot read for news of any kind', async () => {
    await listen()
    for (const payload of ['', 'nonsense', '{"a":1}', '[["only one"]]']) {
      const told = nextReady()
      await db.raw('SELECT pg_notify(:channel, :payload)', { channel: 'jobs_ready', payload })
      expect(await told).toBe('all')
    }
  })

  it('listens again after its session was terminated, and has everything looked at', async () => {
    await listen()
    const [down, live, told] = [nextState('down'), nextState('live'), nextReady()]
    await endListenSession()
    await Promise.all([down, live])
    expect(await told).toBe('all')
  })

  it('leaves no waiter asleep beside a job that became ready while its session was gone', async () => {
    await listen()
    const served = waiter()
    const down = nextState('down')
    await endListenSession()
    await down
    const { composeId } = await queue.enqueue(single())
    expect(await served).toBe(composeId)
  })

  it('leaves no waiter asleep beside a ready job when Postgres restarts', async () => {
    await listen()
    const { composeId } = await queue.enqueue(single())
    const down = nextState('down')
    const served = waiter()
    await server.restart()
    await down
    expect(await served).toBe(composeId)
  })

  it('notices that Postgres hangs, and leaves no waiter asleep beside a ready job when it goes on', async () => {
    await listen({ probeIntervalMs: 50, probeTimeoutMs: 300 })
    const { composeId } = await queue.enqueue(single())
    const down = nextState('down')
    const served = waiter()
    await server.pause()
    try {
      await down
    } finally {
      await server.resume()
    }
    expect(await served).toBe(composeId)
  })

  it('tries again soon when a connection is opened that nobody answers', async () => {
    let opened = 0
    // The first connection leads nowhere, like one to an address that moves just then.
    const proxy = createServer((client) => {
      client.on('error', () => undefined)
      if (++opened === 1) return
      const upstream = connect(server.port, '127.0.0.1')
      upstream.on('error', () => client.destroy())
      client.on('close', () => upstream.destroy())
      client.pipe(upstream).pipe(client)
    })
    await once(proxy.listen(0, '127.0.0.1'), 'listening')
    try {
      const { port } = proxy.address() as AddressInfo
      await listen({
        connection: { host: '127.0.0.1', port, database: 'postgres', user: 'postgres' },
        trusted: true,
        probeTimeoutMs: never,
      })
      expect([listener.state(), opened]).toEqual(['live', 2])
    } finally {
      await listener.stop()
      proxy.close()
    }
  })

  it('polls at the quick rate while it cannot listen', async () => {
    await listen({
      connection: { host: '127.0.0.1', port: server.port, database: 'postgres', user: 'no-such-role' },
      pollIntervalMs: 20,
      probeTimeoutMs: 200,
    })
    expect(listener.state()).toBe('down')
    const served = waiter()
    const { composeId } = await queue.enqueue(single())
    expect(await served).toBe(composeId)
  })

  it('polls, and says so, where there is no connection to listen on', async () => {
    await listen({ connection: undefined, pollIntervalMs: 20 })
    expect(listener.state()).toBe('polling')
    const served = waiter()
    const { composeId } = await queue.enqueue(single())
    expect(await served).toBe(composeId)
  })

  it('stops while Postgres hangs', async () => {
    await listen()
    await server.pause()
    try {
      await listener.stop()
    } finally {
      await server.resume()
    }
    expect(listener.state()).toBe('down')
  })
})

describe('Waiting for the end of a job', () => {
  const awaited = () => graph({ ...job('a', 'a'), awaited: true })
  const wait = (id: string, timeoutMs = never, signal = new AbortController().signal) =>
    waitForFinish(queue, listener, { id, channel }, { timeoutMs, signal })

  it('ends when the job is finished', async () => {
    await listen()
    const { composeId } = await queue.enqueue(awaited())
    const waited = wait(composeId)
    await finish(queue, (await mustClaim(queue, 'a')).token)
    expect(await waited).toBe('finished')
  })

  it('ends at once when the job was finished before', async () => {
    await listen()
    const { composeId } = await queue.enqueue(awaited())
    await finish(queue, (await mustClaim(queue, 'a')).token)
    expect(await wait(composeId)).toBe('finished')
  })

  it('ends when the job is cancelled', async () => {
    await listen()
    const { composeId } = await queue.enqueue(awaited())
    const waited = wait(composeId)
    await queue.cancelGraph(composeId, channel)
    expect(await waited).toBe('cancelled')
  })

  it('ends when the job finishes while the session of the listener is gone', async () => {
    await listen()
    const { composeId } = await queue.enqueue(awaited())
    const { token } = await mustClaim(queue, 'a')
    const waited = wait(composeId)
    const down = nextState('down')
    await endListenSession()
    await down
    await finish(queue, token)
    expect(await waited).toBe('finished')
  })

  it('ends when the time is over, and when the caller is gone', async () => {
    await listen()
    const { composeId } = await queue.enqueue(awaited())
    const caller = new AbortController()
    const waited = wait(composeId, never, caller.signal)
    caller.abort()
    expect([await waited, await wait(composeId, 1)]).toEqual(['aborted', 'timeout'])
  })
})
