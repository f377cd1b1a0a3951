import type { ClaimedJob } from '@composer/jobqueue'

/** A caller in a long poll. */
export interface Waiter {
  workerId: string | null
  /** Position in the order of arrival of all callers of this process. */
  place: number
  /** Milliseconds of `performance.now()`. */
  expiresAt: number
  /** Whether a claim is under way for this caller. If it left now, the claim would have to be undone. */
  offered: boolean
  /** Answers the caller; undefined means that there is no job. */
  settle(job: ClaimedJob | undefined): void
}

/** The waiters that want the same channel and types. The same claims serve them, in the order in which they came. */
export interface Lane {
  /** Null means every channel. */
  channel: string | null
  types: readonly string[]
  /** In order of arrival. */
  waiters: Set<Waiter>
  /** The last claim left no job ready and none was announced since, so a claim would find nothing. */
  empty: boolean
  /** Ready jobs were announced while a claim was under way. */
  announced: boolean
  /** A claim is under way, or the pause after a failed one. A lane runs one claim at a time. */
  claiming: boolean
  /** When a caller last waited here, in milliseconds of `performance.now()`. */
  usedAt: number
}

/** How long an unused lane is kept: long enough for the gap between two polls of a worker. */
const forgetAfterMs = 60_000

/** After this many new lanes, all unused ones are removed: a caller may ask for other types in each request. */
const newLanesBeforeForgetting = 1000

/** The lanes of this process, found by what their waiters want or by the keys of announced jobs. */
export function createLanes() {
  const byWish = new Map<string, Lane>()
  const byKey = new Map<string, Set<Lane>>()
  const keysOf = ({ channel, types }: Lane) => types.map((type) => keyOf(channel, type))
  let created = 0

  /** Removes unused lanes. A removed lane costs one claim when a caller waits there again. */
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

    /** The lanes that want a job of this channel and type. */
    wanting: (channel: string, type: string): Lane[] =>
      [channel, null].flatMap((one) => [...(byKey.get(keyOf(one, type)) ?? [])]),

    forgetUnused: (now: number): void => forgetIdle(now - forgetAfterMs),
  }
}

const keyOf = (...parts: (string | null)[]): string => JSON.stringify(parts)
