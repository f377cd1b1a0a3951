import type { InstanceRow, LaneNow, Operator, Pause } from '@composer/operator'

export interface NowDocument {
  lanes: LaneNow[]
  pauses: Pause[]
  instances: InstanceRow[]
}

/** The state of the queue at this moment. */
export async function readNow(operator: Operator): Promise<NowDocument> {
  const [lanes, pauses, instances] = await Promise.all([
    operator.lanes(),
    operator.pauses(),
    operator.instances(),
  ])
  return { lanes, pauses, instances }
}

export type NowFeed = ReturnType<typeof createNowFeed>

interface NowFeedOptions {
  read: () => Promise<NowDocument>
  /** Between two looks, while somebody listens. */
  everyMs: number
  onFailure: (error: unknown) => void
}

/** Tells all listeners of a process about the queue: one look at a time for all of them, none without a listener. */
export function createNowFeed({ read, everyMs, onFailure }: NowFeedOptions) {
  const listeners = new Set<(text: string) => void>()
  let timer: NodeJS.Timeout | undefined
  let looking = false
  let last: string | undefined

  const look = async (): Promise<void> => {
    if (looking) return
    looking = true
    try {
      const text = JSON.stringify(await read())
      if (text !== last) for (const tell of listeners) tell(text)
      last = text
    } catch (error) {
      // The listeners keep what they have; the next look may succeed.
      onFailure(error)
    } finally {
      looking = false
    }
  }

  return {
    /** @returns ends the listening */
    listen(tell: (text: string) => void): () => void {
      listeners.add(tell)
      if (last !== undefined && listeners.size > 1) tell(last)
      timer ??= setInterval(() => void look(), everyMs)
      if (listeners.size === 1) void look()
      return () => {
        listeners.delete(tell)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
        last = undefined
      }
    },
    listeners: (): number => listeners.size,
  }
}
