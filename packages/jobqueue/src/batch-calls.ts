export interface BatchOptions {
  /** While fewer calls than this are on their way, the next one does not wait for them. At least 1. */
  few: number
  /** Items of one batch. */
  most: number
  /** Whether a failure is the fault of one item and undid the others: then each is sent again alone. Default: never. */
  oneIsToBlame?(error: unknown): boolean
}

interface Call<Item, Answer> {
  item: Item
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * Gathers what is asked while others are on their way into one batch. A few calls do not wait for one another, so a quiet
 * queue keeps its latency, and a busy one needs fewer transactions the busier it gets. `send` answers in the order
 * of its items; when it fails, all its calls fail, unless one is to blame.
 */
export function batchCalls<Item, Answer>(
  send: (items: Item[]) => Promise<Answer[]>,
  { few, most, oneIsToBlame = () => false }: BatchOptions,
): (item: Item) => Promise<Answer> {
  const waiting: Call<Item, Answer>[] = []
  let underWay = 0

  const settle = async (calls: Call<Item, Answer>[]): Promise<void> => {
    try {
      const answers = await send(calls.map((call) => call.item))
      if (answers.length !== calls.length) throw new Error('A batch was not answered item by item')
      for (const [index, answer] of answers.entries()) calls[index]?.resolve(answer)
    } catch (error) {
      if (calls.length > 1 && oneIsToBlame(error)) for (const call of calls) await settle([call])
      else for (const call of calls) call.reject(error)
    }
  }
  const next = () => {
    while (underWay < few && waiting.length > 0) {
      const calls = waiting.splice(0, most)
      underWay += calls.length
      void settle(calls).then(() => {
        underWay -= calls.length
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
