/**
 * Passes on at most one value per interval, and of those that come faster the latest. Values are sent one after the
 * other; nothing is sent after `stop()`, which waits for the one in flight.
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
