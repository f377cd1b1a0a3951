import { describe, expect, it } from '@jest/globals'
import { createPoolState } from './pool-state.js'

describe('A pool', () => {
  let now = 0
  const state = () => createPoolState({ named: true, now: () => now, warn: () => undefined })

  it('uses every connection until one of them tells that its server is gone', () => {
    const pool = state()
    expect(pool.isCurrent(1)).toBe(true)
    now = 1000
    pool.renew()
    expect(pool.isCurrent(1000)).toBe(false)
    expect(pool.isCurrent(1001)).toBe(true)
  })

  it('does not make its connections anew with every failure of a server that stays read-only', () => {
    const pool = state()
    now = 1000
    pool.renew()
    now = 1499
    pool.renew()
    expect(pool.isCurrent(1400)).toBe(true)
    now = 1500
    pool.renew()
    expect(pool.isCurrent(1400)).toBe(false)
  })
})
