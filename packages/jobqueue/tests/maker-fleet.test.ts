import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  createJobQueue,
  createQueueListener,
  waitForFinish,
  type JobQueue,
  type QueueListener,
} from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import { graph, job } from './graphs.js'

let database: TestDatabase
let queue: JobQueue
let listener: QueueListener

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
  listener = createQueueListener({ connection: { connectionString: database.url } })
  await listener.start()
})
afterAll(async () => {
  await listener.stop()
  await database.drop()
})

/** One tenant has most of it. */
const composes = { 'org-1': 700, 'org-2': 200, 'org-3': 100 }
const channels = Object.entries(composes)
const total = channels.reduce((sum, [, count]) => sum + count, 0)
const madeForAll = 'manifest-id-only'

interface Solved {
  by: string
  compose: string
}

describe('A hundred makers and a thousand composes of three tenants', () => {
  /** In the order in which they were handed out. */
  const handedOut: string[] = []
  const made: { compose: string; solved: Solved }[] = []
  const ended = new AbortController()

  /** Takes manifests until there are none, and has the packages of each solved in its tenant's lane. */
  async function maker(): Promise<void> {
    for (;;) {
      const [claimed] = await queue.claim({ channel: null, types: [madeForAll], workers: [null] })
      if (!claimed) return
      const { token, channel, composeId: compose } = claimed
      handedOut.push(channel)
      const child = await queue.enqueueChild({
        token,
        channel,
        parentTypes: [madeForAll],
        type: 'depsolve',
        role: 'solve',
        args: JSON.stringify(compose),
      })
      if (child.answer !== 'child') throw new Error(`no child: ${child.answer}`)
      const waited = await waitForFinish(
        queue,
        listener,
        { id: child.id, channel },
        { timeoutMs: 100_000, signal: new AbortController().signal },
      )
      if (waited !== 'finished') throw new Error(`the child is ${waited}`)
      const solved = JSON.parse((await queue.readResult(child.id)) ?? '') as Solved
      await queue.finish({ token, channel, result: '{}', outcome: {}, failed: false })
      made.push({ compose, solved })
    }
  }

  /** The workers of one tenant, until there is nothing to come. */
  async function workers(channel: string): Promise<void> {
    let tell = () => undefined as void
    const unsubscribe = listener.onReady(() => tell())
    ended.signal.addEventListener('abort', () => tell())
    while (!ended.signal.aborted) {
      // Before the look: what is announced after it is not missed.
      const told = new Promise<void>((resolve) => (tell = resolve))
      const jobs = await queue.claim({
        channel,
        types: ['depsolve'],
        workers: Array.from({ length: 8 }, () => null),
      })
      await Promise.all(
        jobs.map(({ token, args }) => {
          const solved: Solved = { by: channel, compose: JSON.parse(args) as string }
          return queue.finish({ token, channel, result: JSON.stringify(solved), outcome: {}, failed: false })
        }),
      )
      if (jobs.length === 0 && !ended.signal.aborted) await told
    }
    unsubscribe()
  }

  it("finish, each tenant's packages solved by its own workers, and no tenant behind another one's line", async () => {
    const channelOf = new Map<string, string>()
    for (const [channel, count] of channels) {
      const stored = await Promise.all(
        Array.from({ length: count }, () =>
          queue.enqueue({ ...graph(job('m', madeForAll), job('b', 'build', 'm')), channel }),
        ),
      )
      for (const { composeId } of stored) channelOf.set(composeId, channel)
    }

    const working = channels.map(([channel]) => workers(channel))
    await Promise.all(Array.from({ length: 100 }, maker))
    ended.abort()
    await Promise.all(working)

    expect(made.filter(({ compose, solved }) => solved.compose !== compose)).toEqual([])
    expect(made.filter(({ compose, solved }) => channelOf.get(compose) !== solved.by)).toEqual([])
    expect([new Set(made.map(({ compose }) => compose)).size, handedOut.length]).toEqual([total, total])
    const rows = await database
      .db('jobs')
      .select('type', 'state')
      .count<{ type: string; state: string; count: string }[]>()
      .groupBy('type', 'state')
      .orderBy('type')
    expect(rows.map(({ type, state, count }) => [type, state, Number(count)])).toEqual([
      ['build', 'ready', total],
      ['depsolve', 'finished', total],
      [madeForAll, 'finished', total],
    ])
    // In turn, a third of what is handed out, until it has all that it has.
    expect(handedOut.lastIndexOf('org-3')).toBeLessThan(channels.length * composes['org-3'])
  }, 120_000)
})
