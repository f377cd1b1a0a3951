import { describe, expect, it } from '@jest/globals'
import { createLanes, type Waiter } from './lane.js'

const waiter: Waiter = { workerId: null, place: 1, expiresAt: 0, offered: false, settle: () => undefined }

describe('Lanes', () => {
  it('stay few however many wishes a caller thinks of', () => {
    const lanes = createLanes()
    for (let at = 0; at < 20_000; at += 1) lanes.find('', [`type-${at}`], at)
    expect(lanes.size()).toBeLessThanOrEqual(1001)
    expect([...lanes.wanting('', 'type-5')]).toEqual([])
    expect([...lanes.wanting('', 'type-19999')]).toHaveLength(1)
  })

  it('are kept while somebody waits or a claim is under way', () => {
    const lanes = createLanes()
    lanes.find('', ['waiting'], 0).waiters.add(waiter)
    lanes.find('', ['claiming'], 0).claiming = true
    for (let at = 0; at < 5000; at += 1) lanes.find('', [`type-${at}`], at)
    for (const type of ['waiting', 'claiming']) expect([...lanes.wanting('', type)]).toHaveLength(1)
  })

  it('are forgotten a minute after they were used', () => {
    const lanes = createLanes()
    lanes.find('', ['old'], 0)
    lanes.find('', ['young'], 50_000)
    lanes.forgetUnused(70_000)
    expect([...lanes.wanting('', 'old'), ...lanes.wanting('', 'young')]).toHaveLength(1)
  })
})
