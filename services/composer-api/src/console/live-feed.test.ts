import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import type { Live } from '@composer/operator'
import { createLiveFeed, type Listener, type LiveEvent } from './live-feed.js'

const everyMs = 1000
let state: Live
let asked: (readonly string[])[]
let failures: unknown[]
let broken: boolean

beforeEach(() => {
  jest.useFakeTimers()
  state = { lanes: [], pauses: [], instances: [], lastAction: null, composes: {} }
  asked = []
  failures = []
  broken = false
})
afterEach(() => {
  jest.useRealTimers()
})

const makeFeed = () =>
  createLiveFeed({
    everyMs,
    read: (ids) => {
      asked.push(ids)
      return broken ? Promise.reject(new Error('away')) : Promise.resolve(structuredClone(state))
    },
    onFailure: (error) => failures.push(error),
  })

/** Somebody who listens, and what was heard since the last time. */
function listener(more: Partial<Listener> = {}) {
  const events: LiveEvent[] = []
  return {
    isReady: () => true,
    tell: (event: LiveEvent) => events.push(event),
    heard: () => events.splice(0),
    ...more,
  }
}

const next = () => jest.advanceTimersByTimeAsync(everyMs)

describe('the live feed', () => {
  it('asks the database once a second, however many listen, and never without a listener', async () => {
    const feed = makeFeed()
    await next()
    expect(asked).toHaveLength(0)
    const ends = Array.from({ length: 50 }, (_, n) => feed.listen(listener({ composeId: `c${n % 2}` })))
    await next()
    asked.length = 0
    for (let second = 0; second < 10; second += 1) await next()
    expect(asked).toEqual(Array.from({ length: 10 }, () => ['c0', 'c1']))
    for (const end of ends) end()
    await next()
    expect(asked).toHaveLength(10)
  })

  it('tells the state once, then what differs', async () => {
    const feed = makeFeed()
    const one = listener({ composeId: 'c' })
    feed.listen(one)
    state.composes = { c: 'a', d: 'a' }
    await next()
    expect(one.heard()).toEqual(['now', 'changed', 'compose'])
    await next()
    expect(one.heard()).toEqual([])
    state.composes = { c: 'b', d: 'a' }
    await next()
    expect(one.heard()).toEqual(['compose'])
    state.composes = { c: 'b', d: 'b' }
    state.lastAction = '1'
    await next()
    expect(one.heard()).toEqual(['changed'])
  })

  it('does not call lists changed because a job grows older', async () => {
    const feed = makeFeed()
    const one = listener()
    const lane = {
      channel: '',
      type: 't',
      waiting: 0,
      ready: 1,
      running: 0,
      oldestReadySeconds: 1,
      paused: false,
    }
    state.lanes = [lane]
    feed.listen(one)
    await next()
    one.heard()
    state.lanes = [{ ...lane, oldestReadySeconds: 2 }]
    await next()
    expect(one.heard()).toEqual(['now'])
  })

  it('says once that the database is away, and everything when it is back', async () => {
    const feed = makeFeed()
    const one = listener()
    feed.listen(one)
    await next()
    one.heard()
    broken = true
    await next()
    await next()
    expect(failures).toHaveLength(1)
    expect(new Set(one.heard())).toEqual(new Set(['trouble']))
    broken = false
    await next()
    expect(one.heard()).toEqual(['now', 'changed'])
  })

  it('tells later what somebody could not read yet', async () => {
    const feed = makeFeed()
    let ready = false
    const slow = listener({ isReady: () => ready })
    feed.listen(slow)
    await next()
    expect(slow.heard()).toEqual([])
    ready = true
    await next()
    expect(slow.heard()).toEqual(['now', 'changed'])
  })
})
