import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createWorkPool, PoolFullError } from '@composer/work-pool'

/** A pool whose pieces end when the test says so, in the order they began. */
function start(limits: { threads?: number; maxWaiting?: number; maxWaitingOfOwner?: number } = {}) {
  const begun: string[] = []
  const ends: ((error?: Error) => void)[] = []
  const pool = createWorkPool<string, string>({
    threads: 1,
    maxWaiting: 100,
    maxWaitingOfOwner: 50,
    ...limits,
    execute: (task) => {
      begun.push(task)
      return new Promise((resolve, reject) =>
        ends.push((error) => (error ? reject(error) : resolve(task.toUpperCase()))),
      )
    },
  })
  const end = async (error?: Error) => {
    ends.shift()?.(error)
    await turn()
  }
  const endAll = async () => {
    while (ends.length > 0) await end()
  }
  const run = (owner: string, tasks: string[], signal?: AbortSignal, cost = 1) =>
    pool.run(
      owner,
      tasks.map((task) => ({ task, cost })),
      signal,
    )
  return { pool, run, begun, end, endAll }
}

const many = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}${at}`)

describe('A pool', () => {
  it('answers the results in the order of the pieces, also where they end in another', async () => {
    const { run, endAll } = start({ threads: 3 })
    const answer = run('a', ['x', 'y', 'z'])
    await endAll()
    expect(await answer).toEqual(['X', 'Y', 'Z'])
  })

  it('answers nothing for nothing', async () => {
    expect(await start().run('a', [])).toEqual([])
  })

  it('lets owners take turns: a large batch delays a small one by a piece', async () => {
    const { run, begun, endAll } = start()
    const answers = [run('a', many('a', 4)), run('a', ['later']), run('b', ['b0', 'b1']), run('c', ['c0'])]
    await endAll()
    await Promise.all(answers)
    expect(begun).toEqual(['a0', 'a1', 'b0', 'c0', 'a2', 'b1', 'a3', 'later'])
  })

  it('does as many pieces at the same time as it has threads', async () => {
    const { pool, run, begun, endAll } = start({ threads: 2 })
    const answer = run('a', many('a', 5))
    expect([begun.length, pool.load()]).toEqual([2, { waiting: 3, running: 2 }])
    await endAll()
    await answer
    expect(pool.load()).toEqual({ waiting: 0, running: 0 })
  })

  it('refuses what does not fit as a whole, for all and for each owner', async () => {
    const { pool, run, begun, endAll } = start({ maxWaiting: 10, maxWaitingOfOwner: 6 })
    const answers = [run('a', many('a', 6))] // one runs, five wait
    await expect(run('a', ['x', 'y'])).rejects.toThrow(PoolFullError)
    answers.push(run('a', ['x']), run('b', many('b', 4)))
    await expect(run('c', ['c'])).rejects.toMatchObject({ retryAfterSeconds: 1 })
    expect(pool.load()).toEqual({ waiting: 10, running: 1 })
    await endAll()
    await Promise.all(answers)
    expect(begun).not.toContain('y')
    expect(begun).not.toContain('c')
  })

  it('takes a batch that is too large by itself when nothing else waits', async () => {
    const { run, endAll } = start({ maxWaiting: 10, maxWaitingOfOwner: 6 })
    const answer = run('a', many('a', 30))
    await expect(run('b', ['b'])).rejects.toThrow(PoolFullError)
    await endAll()
    expect(await answer).toHaveLength(30)
  })

  it('counts pieces by their cost', async () => {
    const { run, endAll } = start({ maxWaiting: 10, maxWaitingOfOwner: 10 })
    const answer = run('a', ['a0', 'a1'], undefined, 9)
    await expect(run('b', ['b'], undefined, 2)).rejects.toThrow(PoolFullError)
    const other = run('b', ['b'])
    await endAll()
    await Promise.all([answer, other])
  })

  it('begins nothing more for a caller that went away, and lets the others in', async () => {
    const { pool, run, begun, endAll } = start()
    const gone = new AbortController()
    const answer = run('a', many('a', 5), gone.signal)
    const other = run('b', ['b0'])
    gone.abort(new Error('gone'))
    await expect(answer).rejects.toThrow('gone')
    expect(pool.load()).toEqual({ waiting: 1, running: 1 })
    await endAll()
    await other
    expect(begun).toEqual(['a0', 'b0'])
    await expect(run('a', ['a'], gone.signal)).rejects.toThrow('gone')
  })

  it('rejects with what the first piece throws, and leaves the rest of its batch', async () => {
    const { pool, run, begun, end, endAll } = start()
    const answer = run('a', many('a', 3))
    const other = run('b', ['b0'])
    await Promise.all([expect(answer).rejects.toThrow('broken'), end(new Error('broken'))])
    await endAll()
    expect(await other).toEqual(['B0'])
    expect([begun, pool.load()]).toEqual([['a0', 'b0'], { waiting: 0, running: 0 }])
  })

  it('never loses a piece, whatever comes, ends, and goes away', async () => {
    const step = fc.oneof(
      fc.record({
        does: fc.constant('run' as const),
        owner: fc.constantFrom('a', 'b', 'c'),
        count: fc.nat(5),
      }),
      fc.record({ does: fc.constant('end' as const) }),
      fc.record({ does: fc.constant('leave' as const), of: fc.nat(10) }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 30 }),
        fc.integer({ min: 1, max: 3 }),
        async (steps, threads) => {
          const { pool, run, end, endAll } = start({ threads, maxWaiting: 8, maxWaitingOfOwner: 5 })
          const asked: { gone: AbortController; answer: Promise<unknown>; count: number }[] = []
          for (const one of steps) {
            if (one.does === 'run') {
              const gone = new AbortController()
              const answer = run(one.owner, many(one.owner, one.count), gone.signal).catch(
                (error: Error) => error,
              )
              asked.push({ gone, answer, count: one.count })
            } else if (one.does === 'end') await end()
            else asked[one.of]?.gone.abort(new Error('gone'))
            expect(pool.load().waiting).toBeLessThanOrEqual(8)
          }
          await endAll()
          for (const { gone, answer, count } of asked) {
            const settled = await answer
            if (Array.isArray(settled)) expect(settled).toHaveLength(count)
            else if (!(settled instanceof PoolFullError)) expect(gone.signal.aborted).toBe(true)
          }
          expect(pool.load()).toEqual({ waiting: 0, running: 0 })
        },
      ),
      { numRuns: 300 },
    )
  })
})
