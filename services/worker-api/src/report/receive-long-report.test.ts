import { describe, expect, it } from '@jest/globals'
import type { LongResultWriter } from '@composer/jobqueue'
import { receiveLongReport } from './receive-long-report.js'

const writer: LongResultWriter = {
  async write() {},
  async restart() {},
  async discard() {},
  keep: async () => 'kept',
}

describe('A long report', () => {
  it.each([
    ['a short interim result', '{"done":1}', '{"done":1}'],
    ['a long one, as one without progress', `{"x":"${'y'.repeat(100_000)}"}`, 'null'],
    ['the last of two', `"${'y'.repeat(100_000)}","partial":{"done":2}`, '{"done":2}'],
  ])('gives %s', async (_what, text, expected) => {
    const bytes = Buffer.from(`{"partial":${text}}`)
    async function* body() {
      for (let at = 0; at < bytes.length; at += 7000) yield bytes.subarray(at, at + 7000)
    }
    const { result, partial } = await receiveLongReport(
      body(),
      'osbuild:x86_64',
      writer,
      async () => undefined,
    )
    expect([result, partial?.toString()]).toEqual([undefined, expected])
  })

  it('lets the event loop turn at every chunk, however fast they come', async () => {
    const chunks = 20
    async function* body() {
      yield Buffer.from('{"result":{"x":[')
      for (let chunk = 0; chunk < chunks; chunk += 1) yield Buffer.from('{},'.repeat(10_000))
      yield Buffer.from('0]}}')
    }
    let turns = 0
    let over = false
    const count = () => {
      turns += 1
      if (!over) setImmediate(count)
    }
    setImmediate(count)
    const { result } = await receiveLongReport(body(), 'osbuild:x86_64', writer, async () => undefined)
    over = true
    expect(result?.bytes).toBe(30_000 * chunks + 9)
    expect(turns).toBeGreaterThanOrEqual(chunks)
  })
})
