import type { ClaimedJob } from '@composer/jobqueue'

/** One long poll. */
export interface Waiter {
  workerId: string | null
  /** Number of arrival, in the whole process. */
  place: number
  /** Monotonic milliseconds. */
  expiresAt: number
  /** A claim is under way for this caller: to send it away now would be to undo the claim. */
  offered: boolean
  /** Undefined: nothing came. */
  settle(job: ClaimedJob | undefined): void
}

/** All waiters of a channel, or of all, that want the same types: they are served by the same claims, in the order they came. */
export interface Lane {
  /** Null: every channel. */
  channel: string | null
  types: readonly string[]
  /** In order of arrival. */
  waiters: Set<Waiter>
  /** Nothing was ready at the last claim, and nothing was announced since: a claim would be in vain. */
  empty: boolean
  /** Ready jobs were announced while a claim was under way. */
  announced: boolean
  /** One claim at a time, the pause after a failed one included. */
  claiming: boolean
  /** Monotonic milliseconds; when somebody last waited here. */
  usedAt: number
}

/** What a lane knows survives the moment between two polls of a worker, and no longer than a tenant that went away. */
const forgetAfterMs = 60_000

/** A caller that asks for other types every time makes a lane with each request: after so many all idle ones go. */
const newLanesBeforeForgetting = 1000

/** The lanes of a process, found by their waiters' wishes and by the keys of announced jobs. */
export function createLanes() {
  const byWish = new Map<string, Lane>()
  const byKey = new Map<string, Set<Lane>>()
  const keysOf = ({ channel, types }: Lane) => types.map((type) => keyOf(channel, type))
  let created = 0

  /** What is forgotten costs one claim when somebody waits there again. */
  const forgetIdle = (usedBefore: number): void => {
    created = 0
    for (const [wish, lane] of byWish) {
      if (lane.waiters.size > 0 || lane.claiming || lane.usedAt > usedBefore) continue
      byWish.delete(wish)
      for (const key of keysOf(lane)) {
        const lanes = byKey.get(key)
        lanes?.delete(lane)
        if (lanes?.size === 0) byKey.delete(key)
      }
    }
  }

  return {
    /** @param types duplicates and order do not matter */
    find(channel: string | null, types: readonly string[], now: number): Lane {
      const wanted = [...new Set(types)].sort()
      const wish = keyOf(channel, ...wanted)
      const known = byWish.get(wish)
      if (known) return known
      created += 1
      if (created > newLanesBeforeForgetting) forgetIdle(now)
      const lane: Lane = {
        channel,
        types: wanted,
        waiters: new Set(),
        empty: wanted.length === 0,
        announced: false,
        claiming: false,
        usedAt: now,
      }
      byWish.set(wish, lane)
      for (const key of keysOf(lane)) {
        const lanes = byKey.get(key)
        if (lanes) lanes.add(lane)
        else byKey.set(key, new Set([lane]))
      }
      return lane
    },

    all: (): IterableIterator<Lane> => byWish.values(),

    size: (): number => byWish.size,

    /** Those that want such a job. */
    wanting: (channel: string, type: string): Lane[] =>
      [channel, null].flatMap((one) => [...(byKey.get(keyOf(one, type)) ?? [])]),

    forgetUnused: (now: number): void => forgetIdle(now - forgetAfterMs),
  }
}

const keyOf = (...parts: (string | null)[]): string => JSON.stringify(parts)
