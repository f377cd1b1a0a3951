import type { Logger } from '@composer/service-kit'

export interface Repeated {
  /** Resolves when a run that is under way is over. */
  stop(): Promise<void>
}

/**
 * Runs `work` again and again, about every `intervalMs`, never twice at a time. Instances that started together drift
 * apart, and a failure is logged. The next run is the retry.
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
