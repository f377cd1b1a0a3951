import type { Live } from '@composer/operator'

/** `now`: the state of the queue. `changed`: lists may differ. `compose`: that one differs. `trouble`: the state could not be read. */
export type LiveEvent = 'now' | 'changed' | 'compose' | 'trouble'

export interface Listener {
  /** The compose whose changes it wants to hear of. */
  composeId?: string
  /** Whether it has read what it was told; one that has not is told later. */
  isReady(): boolean
  tell(event: LiveEvent, data: string): unknown
}

export type LiveFeed = ReturnType<typeof createLiveFeed>

interface LiveFeedOptions {
  read: (composeIds: readonly string[]) => Promise<Live>
  /** Between two looks, while somebody listens. */
  everyMs: number
  /** The first look that fails after one that did not. */
  onFailure: (error: unknown) => void
}

/** What a listener was told last. */
interface Told {
  now?: string
  lists?: string
  /** Undefined: deleted, or it wants to hear of none. */
  compose?: string | undefined
}

/** Tells all listeners of a process what changes: one look at a time for all of them, none without a listener. */
export function createLiveFeed({ read, everyMs, onFailure }: LiveFeedOptions) {
  const listeners = new Map<Listener, Told>()
  let timer: NodeJS.Timeout | undefined
  let looking = false
  let failing = false

  const look = async (): Promise<void> => {
    if (looking) return
    looking = true
    try {
      const ids = [...listeners.keys()].flatMap(({ composeId }) => composeId ?? [])
      const live = await read([...new Set(ids)])
      failing = false
      for (const [listener, told] of listeners)
        if (listener.isReady()) listeners.set(listener, tell(listener, told, live))
    } catch (error) {
      // The listeners keep what they have; the next look may succeed.
      if (!failing) onFailure(error)
      failing = true
      for (const listener of listeners.keys()) {
        listener.tell('trouble', '')
        listeners.set(listener, {})
      }
    } finally {
      looking = false
    }
  }

  return {
    /** @returns ends the listening */
    listen(listener: Listener): () => void {
      listeners.set(listener, {})
      timer ??= setInterval(() => void look(), everyMs)
      if (listeners.size === 1) void look()
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    listeners: (): number => listeners.size,
  }
}

/** @returns what it was told now */
function tell(
  listener: Listener,
  told: Told,
  { lanes, pauses, instances, lastAction, composes }: Live,
): Told {
  const now = JSON.stringify({ lanes, pauses, instances })
  // The age of the oldest job differs at every look.
  const counts = lanes.map((lane) => ({ ...lane, oldestReadySeconds: 0 }))
  const lists = JSON.stringify([counts, pauses, lastAction])
  const compose = listener.composeId === undefined ? undefined : composes[listener.composeId]
  if (now !== told.now) listener.tell('now', now)
  if (lists !== told.lists) listener.tell('changed', '')
  // The first time, too: it may have changed since the listener read it.
  if (compose !== told.compose) listener.tell('compose', listener.composeId ?? '')
  return { now, lists, compose }
}
