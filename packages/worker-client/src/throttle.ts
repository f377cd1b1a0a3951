/**
 * Sends at most one value per interval; if more come, only the latest of them. Two values are never sent at the same
 * time. `stop()` waits for the value that is being sent; after it nothing more is sent.
 */
export function createThrottle<T>(intervalMs: number, send: (value: T) => Promise<void>) {
  let waiting: { value: T } | undefined
  let timer: NodeJS.Timeout | undefined
  let sending = Promise.resolve()
  let stopped = false

  const flush = () => {
    timer = undefined
    if (stopped || !waiting) return
    const { value } = waiting
    waiting = undefined
    timer = setTimeout(flush, intervalMs)
    sending = sending.then(() => send(value))
  }

  return {
    push(value: T): void {
      waiting = { value }
      if (!timer) flush()
    },
    async stop(): Promise<void> {
      stopped = true
      clearTimeout(timer)
      await sending
    },
  }
}
