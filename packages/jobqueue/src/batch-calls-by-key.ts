import { batchCalls, type BatchOptions } from './batch-calls.js'

/** `batchCalls` for each key on its own: calls with different keys never wait for one another. */
export function batchCallsByKey<Item, Answer>(
  keyOf: (item: Item) => string,
  send: (items: Item[]) => Promise<Answer[]>,
  optionsOf: (item: Item) => BatchOptions,
): (item: Item) => Promise<Answer> {
  const byKey = new Map<string, { calls: number; call: (item: Item) => Promise<Answer> }>()
  return async (item) => {
    const key = keyOf(item)
    const entry = byKey.get(key) ?? { calls: 0, call: batchCalls(send, optionsOf(item)) }
    byKey.set(key, entry)
    entry.calls += 1
    try {
      return await entry.call(item)
    } finally {
      entry.calls -= 1
      if (entry.calls === 0) byKey.delete(key)
    }
  }
}
