/** A reference: the clock of another machine, with which ours is compared. */
export interface Witness {
  /**
   * Call on each answer.
   * @param time Unix time in ms that the other clock shows now; undefined if the answer has none
   */
  note(time: number | undefined): void
  /** How far our clock is ahead of the other one, in milliseconds; undefined before the first known time. */
  aheadMs(): number | undefined
  /** Resolves at the first answer, with or without a time. */
  answered: Promise<void>
}

export interface Clocks {
  /** Our system clock, which may be wrong: Unix time in ms. */
  wall(): number
  /** Our monotonic clock in ms, which does not jump when the system clock is set. */
  timer(): number
}

/**
 * The last known time of the other clock is continued with our monotonic clock, so a jump of our clock shows at once.
 */
export function createWitness({ wall, timer }: Clocks): Witness {
  let last: { time: number; at: number } | undefined
  const { promise: answered, resolve } = withResolvers()
  return {
    answered,
    note(time) {
      if (time !== undefined) last = { time, at: timer() }
      resolve()
    },
    aheadMs: () => last && wall() - (last.time + timer() - last.at),
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
