import { describe, expect, it } from '@jest/globals'
import type { ClaimedJob } from '@composer/jobqueue'
import { createHeldAttempts } from './held-attempts.js'

const job = (token: string): ClaimedJob => ({
  id: `job of ${token}`,
  composeId: 'compose',
  channel: 'org-1',
  type: 'depsolve',
  token,
  attempt: 2,
  args: '{}',
  waitedSeconds: 0,
  dynamicArgs: [],
})

describe('held attempts', () => {
  it('are found in their channel, until they are removed', () => {
    const held = createHeldAttempts(10)
    held.add(job('a'))
    expect(held.find('a', 'org-1')).toMatchObject({
      state: 'running',
      jobId: 'job of a',
      type: 'depsolve',
      attempt: 2,
    })
    expect(held.find('a', 'org-2')).toBeUndefined()
    held.remove('a')
    expect(held.find('a', 'org-1')).toBeUndefined()
  })

  it('tell their channel for their types alone', () => {
    const held = createHeldAttempts(10)
    held.add(job('a'))
    expect(held.laneOf('a', ['osbuild', 'depsolve'])).toBe('org-1')
    expect(held.laneOf('a', ['osbuild'])).toBeUndefined()
    expect(held.laneOf('b', ['depsolve'])).toBeUndefined()
  })

  it('are so many at most: the oldest go', () => {
    const held = createHeldAttempts(2)
    for (const token of ['a', 'b', 'c']) held.add(job(token))
    expect(['a', 'b', 'c'].map((token) => held.find(token, 'org-1') !== undefined)).toEqual([
      false,
      true,
      true,
    ])
  })
})
