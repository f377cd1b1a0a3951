export interface BatchOptions {
  /** While at least this number of calls are in flight, new calls wait and become a batch. At least 1. */
  waitFrom: number
  /** Largest number of items in a batch. */
  maxItems: number
  /**
   * Whether one item caused the failure and made the others fail with it. If so, each item is sent again alone.
   * Default: never.
   */
  oneIsToBlame?(error: unknown): boolean
}

interface Call<Item, Answer> {
  item: Item
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * Sends calls that arrive while `waitFrom` others are in flight together, as one batch. With few calls nothing waits, so an
 * idle queue keeps its low latency; the busier the queue is, the fewer transactions it needs per call. `send` must
 * return the answers in the order of its items. When `send` fails, all calls of the batch fail, unless `oneIsToBlame`.
 */
export function batchCalls<Item, Answer>(
  send: (items: Item[]) => Promise<Answer[]>,
  { waitFrom, maxItems, oneIsToBlame = () => false }: BatchOptions,
): (item: Item) => Promise<Answer> {
  const waiting: Call<Item, Answer>[] = []
  let inFlight = 0

  const settle = async (calls: Call<Item, Answer>[]): Promise<void> => {
    try {
      const answers = await send(calls.map((call) => call.item))
      if (answers.length !== calls.length)
        throw new Error('The number of answers differs from the number of items in the batch')
      for (const [index, answer] of answers.entries()) calls[index]?.resolve(answer)
    } catch (error) {
      if (calls.length > 1 && oneIsToBlame(error)) for (const call of calls) await settle([call])
      else for (const call of calls) call.reject(error)
    }
  }
  const next = () => {
    while (inFlight < waitFrom && waiting.length > 0) {
      const calls = waiting.splice(0, maxItems)
      inFlight += calls.length
      void settle(calls).then(() => {
        inFlight -= calls.length
        next()
      })
    }
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      next()
    })
}
