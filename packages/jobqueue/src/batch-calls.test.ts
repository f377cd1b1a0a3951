import { describe, expect, it } from '@jest/globals'
import { batchCalls } from './batch-calls.js'

/** Batches wait until the test lets them go. */
function held() {
  const sent: { items: number[]; answer(answers: string[]): void; fail(error: Error): void }[] = []
  const send = (items: number[]) =>
    new Promise<string[]>((resolve, reject) => {
      sent.push({ items, answer: resolve, fail: reject })
    })
  return { sent, send }
}
const named = (items: number[]) => items.map((item) => `answer to ${item}`)
/** Lets everything that is settled run on. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('batchCalls', () => {
  it('sends a call at once when nothing is under way, and gathers what comes meanwhile', async () => {
    const { sent, send } = held()
    const call = batchCalls(send, { waitFrom: 1, maxItems: 64 })
    const calls = [1, 2, 3].map(call)
    expect(sent.map(({ items }) => items)).toEqual([[1]])
    sent[0]?.answer(named([1]))
    await turn()
    expect(sent.map(({ items }) => items)).toEqual([[1], [2, 3]])
    sent[1]?.answer(named([2, 3]))
    expect(await Promise.all(calls)).toEqual(named([1, 2, 3]))
  })

  it('lets a few go at once, and gathers the others into batches of the largest size', async () => {
    const { sent, send } = held()
    const call = batchCalls(send, { waitFrom: 2, maxItems: 3 })
    const calls = [1, 2, 3, 4, 5, 6, 7].map(call)
    expect(sent.map(({ items }) => items)).toEqual([[1], [2]])
    sent[1]?.answer(named([2]))
    await turn()
    expect(sent.map(({ items }) => items)).toEqual([[1], [2], [3, 4, 5]])
    sent[0]?.answer(named([1]))
    await turn()
    expect(sent).toHaveLength(3)
    sent[2]?.answer(named([3, 4, 5]))
    await turn()
    expect(sent.at(-1)?.items).toEqual([6, 7])
    sent[3]?.answer(named([6, 7]))
    expect(await Promise.all(calls)).toEqual(named([1, 2, 3, 4, 5, 6, 7]))
  })

  it('fails all calls of a batch that failed, and goes on with the next one', async () => {
    const { sent, send } = held()
    const call = batchCalls(send, { waitFrom: 1, maxItems: 2 })
    const calls = [1, 2, 3, 4].map(call)
    const settled = Promise.allSettled(calls)
    sent[0]?.answer(named([1]))
    await turn()
    sent[1]?.fail(new Error('gone'))
    await turn()
    sent[2]?.answer(named([4]))
    expect((await settled).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ])
  })

  it('sends each call alone when one of them is to blame', async () => {
    const tried: number[][] = []
    const call = batchCalls(
      async (items: number[]) => {
        tried.push(items)
        await turn()
        if (items.includes(3)) throw new Error('3 is no good')
        return named(items)
      },
      { waitFrom: 1, maxItems: 64, oneIsToBlame: (error) => (error as Error).message.includes('no good') },
    )
    const results = await Promise.allSettled([1, 2, 3, 4].map(call))
    expect(tried).toEqual([[1], [2, 3, 4], [2], [3], [4]])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  })

  it('fails a batch whose number of answers is wrong', async () => {
    const call = batchCalls(async () => Promise.resolve(['one answer', 'too many']), {
      waitFrom: 1,
      maxItems: 64,
    })
    await expect(call(1)).rejects.toThrow('differs from the number of items')
  })
})
