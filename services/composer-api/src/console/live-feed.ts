import type { Live } from '@composer/operator'

/**
 * `now`: the data is the state of the queue, as JSON. `changed`: the lists of composes and actions may have changed.
 * `compose`: the compose whose id is the data has changed. `trouble`: the state could not be read.
 */
export type LiveEvent = 'now' | 'changed' | 'compose' | 'trouble'

export interface Listener {
  /** The compose whose changes are reported to the listener; absent for none. */
  composeId?: string
  /** Whether the listener has consumed the earlier events. When not, it gets its next events later. */
  isReady(): boolean
  tell(event: LiveEvent, data: string): unknown
}

export type LiveFeed = ReturnType<typeof createLiveFeed>

interface LiveFeedOptions {
  read: (composeIds: readonly string[]) => Promise<Live>
  /** Milliseconds between two reads of the state, while there is a listener. */
  everyMs: number
  /** Called when a read fails, but not again until one has succeeded. */
  onFailure: (error: unknown) => void
}

/** The state that a listener was sent last. */
interface Told {
  now?: string
  lists?: string
  /** Undefined when the compose is deleted, or the listener named none. */
  compose?: string | undefined
}

/**
 * Sends changes of the state to all listeners of this process. One read at a time serves all of them; nothing is read
 * when there is no listener.
 */
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
      // The listeners stay connected, because the next read may succeed.
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
    /** Adds a listener. @returns a function that removes it */
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

/**
 * Sends a listener the differences between `told` and the current state.
 * @returns the state that the listener now has
 */
function tell(
  listener: Listener,
  told: Told,
  { lanes, pauses, instances, lastAction, composes }: Live,
): Told {
  const now = JSON.stringify({ lanes, pauses, instances })
  // The age of the oldest job changes with every read, so it is not compared.
  const counts = lanes.map((lane) => ({ ...lane, oldestReadySeconds: 0 }))
  const lists = JSON.stringify([counts, pauses, lastAction])
  const compose = listener.composeId === undefined ? undefined : composes[listener.composeId]
  if (now !== told.now) listener.tell('now', now)
  if (lists !== told.lists) listener.tell('changed', '')
  // Sent at the first time as well: the compose may have changed since the listener read it.
  if (compose !== told.compose) listener.tell('compose', listener.composeId ?? '')
  return { now, lists, compose }
}
