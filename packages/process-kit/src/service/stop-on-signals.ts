import { flushReports, type Logger } from '../logging/logger.js'

interface Stoppable {
  logger: Logger
  /** Resolves with whether nothing had to be cut. */
  stop(): Promise<boolean>
}

type Process = Pick<NodeJS.Process, 'exit'> & {
  on(event: string, listener: (reason: unknown) => void): unknown
}

/**
 * For entry points: SIGTERM and SIGINT stop gracefully and exit 0, or 1 if something had to be cut; a second signal
 * exits 1 at once. An error that nobody caught is logged and ends the process: its state is not known any more.
 * @param target for tests: another process
 */
export function stopOnSignals(service: Stoppable, target: Process = process): void {
  let asked = false
  const stop = () => {
    if (asked) target.exit(1)
    asked = true
    service.stop().then(
      (clean) => target.exit(clean ? 0 : 1),
      () => target.exit(1),
    )
  }
  target.on('SIGTERM', stop)
  target.on('SIGINT', stop)
  target.on('uncaughtException', (error) => {
    service.logger.error('Error that nobody caught, the process ends', { error })
    void flushReports(service.logger).finally(() => target.exit(1))
  })
}
