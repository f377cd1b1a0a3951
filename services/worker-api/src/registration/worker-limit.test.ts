import { describe, expect, it } from '@jest/globals'
import { createWorkerLimit } from './worker-limit.js'

function limitOf(max: number) {
  let rows: { channel: string; arch: string; count: number }[] = []
  let time = 0
  const asked = { times: 0 }
  const queue = {
    async activeWorkers() {
      asked.times += 1
      return rows
    },
  }
  return {
    asked,
    ...createWorkerLimit({ queue, max, maxAgeMs: 1000, now: () => time }),
    later(...registered: typeof rows) {
      rows = registered
      time += 1000
    },
  }
}

describe('The limit of workers', () => {
  it('counts each channel by itself, all architectures together', async () => {
    const { admit, later } = limitOf(3)
    later(
      { channel: 'a', arch: 'x86_64', count: 1 },
      { channel: 'a', arch: 'aarch64', count: 1 },
      { channel: 'b', arch: '', count: 3 },
    )
    expect([await admit('a'), await admit('a'), await admit('b'), await admit('c')]).toEqual([
      true,
      false,
      false,
      true,
    ])
  })

  it('asks once for all that come at the same time', async () => {
    const { admit, asked } = limitOf(2)
    const admitted = await Promise.all([1, 2, 3, 4].map(() => admit('a')))
    expect(admitted).toEqual([true, true, false, false])
    expect(asked.times).toBe(1)
  })

  it('makes room for workers where others were forgotten', async () => {
    const { admit, later } = limitOf(1)
    expect([await admit('a'), await admit('a')]).toEqual([true, false])
    later()
    expect(await admit('a')).toBe(true)
  })
})
