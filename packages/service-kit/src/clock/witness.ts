/** Another clock, as far as we have heard of it. */
export interface Witness {
  /** @param time that it showed just now, in milliseconds of the epoch; undefined when it answered without a time */
  note(time: number | undefined): void
  /** How far our clock is ahead of it, in milliseconds; undefined when that is not known. */
  aheadMs(): number | undefined
  /** Resolves when it answered for the first time. */
  heard: Promise<void>
}

export interface Clocks {
  /** The clock that may be wrong. */
  wall(): number
  /** Milliseconds that only grow, whatever the clock does. */
  timer(): number
}

/** What it said is carried on by the timer, so that a jump of our clock shows without asking again. */
export function createWitness({ wall, timer }: Clocks): Witness {
  let said: { time: number; at: number } | undefined
  const { promise: heard, resolve } = withResolvers()
  return {
    heard,
    note(time) {
      if (time !== undefined) said = { time, at: timer() }
      resolve()
    },
    aheadMs: () => said && wall() - (said.time + timer() - said.at),
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
