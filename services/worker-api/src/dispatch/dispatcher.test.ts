import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import { ClaimInterruptedError, type ClaimedJob, type ClaimRequest, type ReadyKey } from '@composer/jobqueue'
import fc from 'fast-check'
import { createDispatcher, type Waiting } from './dispatcher.js'

interface FakeJob {
  id: string
  channel: string
  type: string
}

/** Ready jobs in memory; claims answer when the test lets them. */
function createFakeQueue() {
  const ready: FakeJob[] = []
  const taken = new Map<string, FakeJob>()
  const claims: ClaimRequest[] = []
  const log: string[] = []
  let announce: (keys: ReadyKey[] | 'all') => void = () => undefined
  let gate: Promise<void> = Promise.resolve()
  let fault: (() => void) | undefined
  const queue = {
    async claim(request: ClaimRequest): Promise<ClaimedJob[]> {
      claims.push(request)
      const jobs = request.workers.flatMap((_, place) => take(request, `${claims.length}.${place}`))
      await gate
      try {
        fault?.()
      } catch (error) {
        throw new ClaimInterruptedError([...jobs.map(({ token }) => token)], error)
      }
      return jobs
    },
    async unclaim(token: string): Promise<boolean> {
      const job = taken.get(token)
      if (!job) return false
      taken.delete(token)
      ready.unshift(job)
      log.push(`unclaimed ${job.id}`)
      announce([job])
      return true
    },
    async readyKeys(): Promise<ReadyKey[]> {
      log.push('readyKeys')
      return ready.map(({ channel, type }) => ({ channel, type }))
    },
  }
  const take = ({ channel, types }: ClaimRequest, token: string): ClaimedJob[] => {
    const at = ready.findIndex(
      (job) => (channel === null || job.channel === channel) && types.includes(job.type),
    )
    const [job] = at === -1 ? [] : ready.splice(at, 1)
    if (!job) return []
    taken.set(token, job)
    return [{ ...job, token, composeId: job.id, attempt: 1, args: '{}', waitedSeconds: 0, dynamicArgs: [] }]
  }
  return {
    queue,
    listener: {
      onReady: (handler: (keys: ReadyKey[] | 'all') => void) => {
        announce = handler
        return () => undefined
      },
    },
    ready,
    claims,
    log,
    announce: (keys: ReadyKey[] | 'all') => announce(keys),
    add(id: string, type = 'a', channel = '') {
      ready.push({ id, type, channel })
      announce([{ channel, type }])
    },
    /** Claims that start from now on wait for the returned function. */
    hold(): () => void {
      let open: () => void = () => undefined
      gate = new Promise((resolve) => (open = resolve))
      return open
    },
    failWith: (next: (() => void) | undefined) => (fault = next),
  }
}

/** Everything that can go on without the outside world has gone on. */
async function settled(): Promise<void> {
  for (let count = 0; count < 20; count += 1) await turn()
}

describe('The dispatcher', () => {
  const start = (timeoutMs = 60_000) => {
    const fake = createFakeQueue()
    const dispatcher = createDispatcher({
      queue: fake.queue,
      listener: fake.listener,
      timeoutMs,
      retryMs: 1,
      logger: { warn: () => undefined },
    })
    stop = () => dispatcher.close()
    const wait = (types = ['a'], channel: string | null = '', workerId: string | null = null): Waiting =>
      dispatcher.wait({ channel, types, workerId })
    const idOf = async ({ job }: Waiting) => (await job)?.id
    return { ...fake, dispatcher, wait, idOf }
  }
  let stop: (() => Promise<void>) | undefined
  afterEach(() => stop?.())

  it('gives jobs to callers in the order in which both came', async () => {
    const { wait, idOf, add } = start()
    const callers = [wait(), wait(), wait()]
    await settled()
    for (const id of ['1', '2', '3']) add(id)
    expect(await Promise.all(callers.map(idOf))).toEqual(['1', '2', '3'])
  })

  it('asks once for the first caller of a lane, and not again for those that follow', async () => {
    const { wait, claims } = start()
    wait()
    await settled()
    for (let count = 0; count < 100; count += 1) wait()
    await settled()
    expect(claims).toHaveLength(1)
  })

  it('asks once for callers that come all at the same time', async () => {
    const { wait, claims, hold } = start()
    const open = hold()
    for (let count = 0; count < 100; count += 1) wait()
    await settled()
    open()
    await settled()
    expect(claims).toHaveLength(1)
  })

  it('knows that a lane is empty when its only caller comes back', async () => {
    const { wait, claims } = start()
    const first = wait()
    await settled()
    first.leave()
    wait()
    await settled()
    expect(claims).toHaveLength(1)
  })

  it('asks again after an announcement that nobody waited for', async () => {
    const { wait, idOf, add } = start()
    const first = wait()
    await settled()
    first.leave()
    add('1')
    expect(await idOf(wait())).toBe('1')
  })

  it('takes the same types in another order for the same lane', async () => {
    const { wait, claims } = start()
    wait(['a', 'b'])
    await settled()
    wait(['b', 'a', 'b'])
    await settled()
    expect(claims).toHaveLength(1)
  })

  it('never asks for a caller that wants nothing', async () => {
    const { wait, claims, announce } = start()
    wait([])
    announce('all')
    await settled()
    expect(claims).toHaveLength(0)
  })

  it('claims only for lanes that want what was announced', async () => {
    const { wait, claims, announce } = start()
    wait(['a'], 'org-1')
    wait(['b'], 'org-1')
    wait(['a'], 'org-2')
    await settled()
    claims.length = 0
    announce([{ channel: 'org-1', type: 'a' }])
    await settled()
    expect(claims.map(({ channel, types }) => [channel, types])).toEqual([['org-1', ['a']]])
  })

  it('tells who waits for all channels of a job in any of them, and nobody else of it', async () => {
    const { wait, idOf, claims, add } = start()
    const maker = wait(['m'], null)
    const tenant = wait(['a'], 'org-1')
    await settled()
    claims.length = 0
    add('1', 'm', 'org-7')
    expect(await idOf(maker)).toBe('1')
    expect(claims.map(({ channel }) => channel)).toEqual([null])
    tenant.leave()
  })

  it('brings several jobs with one claim, with a place for each worker', async () => {
    const { wait, idOf, claims, ready, announce } = start()
    const callers = ['w1', 'w2', 'w3'].map((worker) => wait(['a'], '', worker))
    await settled()
    claims.length = 0
    ready.push({ id: '1', type: 'a', channel: '' }, { id: '2', type: 'a', channel: '' })
    announce([{ channel: '', type: 'a' }])
    expect([await idOf(callers[0] as Waiting), await idOf(callers[1] as Waiting)]).toEqual(['1', '2'])
    expect(claims.map(({ workers }) => workers)).toEqual([['w1', 'w2', 'w3']])
  })

  it('has one claim under way in a lane, and looks again for what was announced meanwhile', async () => {
    const { wait, idOf, claims, add, hold } = start()
    const open = hold()
    const caller = wait()
    await settled()
    add('late')
    await settled()
    expect(claims).toHaveLength(1)
    open()
    expect(await idOf(caller)).toBe('late')
    expect(claims).toHaveLength(2)
  })

  it('gives a job back whose caller left during the claim, and the next caller gets it', async () => {
    const { wait, idOf, add, hold, log } = start()
    const first = wait()
    await settled()
    const open = hold()
    add('1')
    await settled()
    first.leave()
    const second = wait()
    open()
    expect([await idOf(first), await idOf(second)]).toEqual([undefined, '1'])
    expect(log).toEqual(['unclaimed 1'])
  })

  it('serves the caller that waited longest first, also across lanes', async () => {
    const { wait, idOf, add } = start()
    const first = wait(['a', 'b'])
    const second = wait(['a'])
    await settled()
    add('1')
    expect(await idOf(first)).toBe('1')
    second.leave()
  })

  it('asks one question for all lanes when notifications may have been missed', async () => {
    const { wait, idOf, claims, ready, log, announce } = start()
    const callers = Array.from({ length: 50 }, (_, tenant) => wait(['a'], `org-${tenant}`))
    await settled()
    claims.length = 0
    ready.push({ id: 'missed', type: 'a', channel: 'org-7' })
    announce('all')
    expect(await idOf(callers[7] as Waiting)).toBe('missed')
    expect([claims.length, log]).toEqual([1, ['readyKeys']])
  })

  it('gives back what a failed claim left behind, and tries again', async () => {
    const { wait, idOf, add, failWith, log } = start()
    const caller = wait()
    await settled()
    failWith(() => {
      failWith(undefined)
      throw new Error('the connection broke')
    })
    add('1')
    expect(await idOf(caller)).toBe('1')
    expect(log).toEqual(['unclaimed 1'])
  })

  it('tries again to give a job back until it works', async () => {
    const { wait, idOf, add, dispatcher, queue, log } = start()
    const caller = wait()
    add('1')
    const job = await caller.job
    if (!job) throw new Error('no job')
    const unclaim = queue.unclaim
    let faults = 2
    queue.unclaim = (token) => {
      faults -= 1
      return faults >= 0 ? Promise.reject(new Error('the database is away')) : unclaim(token)
    }
    const next = wait()
    await dispatcher.giveBack(job)
    expect(await idOf(next)).toBe('1')
    expect(log).toEqual(['unclaimed 1'])
  })

  it('answers callers whose time is over, and no others', async () => {
    const { wait, idOf, dispatcher } = start(1)
    expect(await idOf(wait())).toBeUndefined()
    expect(dispatcher.waiting()).toBe(0)
  })

  it('answers everybody when it closes, and gives back what a claim brings after that', async () => {
    const { wait, idOf, add, hold, dispatcher, ready } = start()
    const callers = [wait(), wait(['b'])]
    await settled()
    const open = hold()
    add('1')
    await settled()
    const closing = dispatcher.close()
    expect(await Promise.all(callers.map(idOf))).toEqual([undefined, undefined])
    expect(await idOf(wait())).toBeUndefined()
    open()
    await closing
    expect(ready.map(({ id }) => id)).toEqual(['1'])
  })

  it('leaves nobody waiting beside a ready job, whatever happens in which order', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), key: fc.nat(6) }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('add'), key: fc.nat(4) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('leave'), key: fc.nat(6) }) },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constantFrom('all', 'fail', 'missed add'), key: fc.nat(4) }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('turn'), key: fc.nat(5) }) },
    )
    // The last one is of all channels.
    const lanes = [['a'], ['b'], ['a', 'b'], ['c'], ['a', 'c'], ['d'], ['m']]
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { wait, add, announce, ready, failWith, dispatcher } = start()
        const callers: { types: string[]; waiting: Waiting; got?: string | null }[] = []
        let jobs = 0
        for (const { do: action, key } of steps) {
          const type = 'abcdm'[key] ?? 'a'
          const channel = type === 'm' ? `org-${jobs % 3}` : ''
          if (action === 'wait') {
            const types = lanes[key] ?? []
            const caller: (typeof callers)[number] = {
              types,
              waiting: wait(types, types.includes('m') ? null : ''),
            }
            void caller.waiting.job.then((job) => (caller.got = job?.id ?? null))
            callers.push(caller)
          } else if (action === 'add') add(String((jobs += 1)), type, channel)
          else if (action === 'missed add') {
            ready.push({ id: String((jobs += 1)), type, channel })
            announce('all')
          } else if (action === 'leave') callers[key]?.waiting.leave()
          else if (action === 'all') announce('all')
          else if (action === 'fail')
            failWith(() => {
              failWith(undefined)
              throw new Error('broken')
            })
          else for (let count = 0; count < key; count += 1) await turn()
        }
        failWith(undefined)
        for (let count = 0; count < 10; count += 1) {
          await new Promise((resolve) => setTimeout(resolve, 1))
          await settled()
        }
        const waitingFor = new Set(
          callers.filter(({ got }) => got === undefined).flatMap(({ types }) => types),
        )
        expect(ready.filter(({ type }) => waitingFor.has(type))).toEqual([])
        const given = callers.flatMap(({ got }) => got ?? [])
        expect(new Set(given).size).toBe(given.length)
        expect(given.length + ready.length).toBe(jobs)
        await dispatcher.close()
      }),
      { numRuns: 150 },
    )
  })
})
