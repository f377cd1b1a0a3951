/** When a run has to end: asked between two batches, so that a batch is never cut in the middle. */
export interface Deadline {
  /** True once the time is up; `cutShort` then stays true. */
  passed(): boolean
  readonly cutShort: boolean
}

/** `milliseconds` from now by the monotonic clock. */
export function makeDeadline(milliseconds: number, clock: () => number = () => performance.now()): Deadline {
  const end = clock() + milliseconds
  let cutShort = false
  return {
    passed() {
      cutShort ||= clock() >= end
      return cutShort
    },
    get cutShort() {
      return cutShort
    },
  }
}
