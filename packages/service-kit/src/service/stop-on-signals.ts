import type { RunningService } from './run-service.js'

/** For entry points: SIGTERM and SIGINT stop gracefully and exit 0; a second signal forces. */
export function stopOnSignals(service: RunningService): void {
  let asked = false
  const stop = () => {
    if (asked) process.exit(1)
    asked = true
    service.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
