/** Whether a run has to end: asked between two batches, so that a batch is never cut in the middle. */
export interface Deadline {
  /** True once the time is up or the signal has fired; `cutShort` then stays true. */
  passed(): boolean
  readonly cutShort: boolean
}

/** `milliseconds` from now by the monotonic clock. */
export function makeDeadline(milliseconds: number, signal?: AbortSignal): Deadline {
  const end = performance.now() + milliseconds
  let cutShort = false
  return {
    passed() {
      cutShort ||= performance.now() >= end || signal?.aborted === true
      return cutShort
    },
    get cutShort() {
      return cutShort
    },
  }
}
