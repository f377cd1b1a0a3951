import type { Logger } from '@composer/service-kit'

export interface Repeated {
  /** Starts no further run. Resolves when the current run has ended. */
  stop(): Promise<void>
}

/**
 * Runs `work` repeatedly, never twice at a time. The pause between two runs is `intervalMs`, varied by up to 10 %, so
 * that instances that started together do not run together. A failure is logged, and the next run is the retry.
 */
export function repeat(
  name: string,
  intervalMs: number,
  work: () => Promise<void>,
  logger: Logger,
): Repeated {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const run = async () => {
    try {
      await work()
    } catch (error) {
      logger.error('A watchdog failed; it runs again', { watchdog: name, error })
    }
    if (!stopped) schedule()
  }
  const schedule = () => {
    const jitter = 0.9 + Math.random() * 0.2
    timer = setTimeout(() => {
      running = run()
    }, intervalMs * jitter)
    timer.unref()
  }
  schedule()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
