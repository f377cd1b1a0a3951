import { flushReports, type Logger } from '../logging/logger.js'

interface Stoppable {
  logger: Logger
  /** Stops gracefully. Resolves with false if something had to be aborted. */
  stop(): Promise<boolean>
}

type Process = Pick<NodeJS.Process, 'exit'> & {
  on(event: string, listener: (reason: unknown) => void): unknown
}

/**
 * For entry points. On SIGTERM or SIGINT the service is stopped and the process exits with 0, or with 1 if the stop was
 * not clean; a second signal exits with 1 at once. An uncaught error is logged and ends the process with 1, because the
 * state of the process is then unknown.
 * @param target for tests: replaces `process`
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
