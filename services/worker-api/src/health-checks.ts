import type { ClockCheck, HealthCheck } from '@composer/service-kit'
import type { WorkerContext } from './context.js'

/**
 * The checks of the readiness probe. The service can work without notifications of the queue, but more slowly. It is
 * not ready while it tries to connect to them again.
 */
export function healthChecks({ queue, listener }: WorkerContext, clock: ClockCheck): HealthCheck[] {
  return [
    {
      name: 'database',
      async check() {
        clock.database.note(await queue.proveWrite())
        return 'takes writes'
      },
    },
    clock.check,
    {
      name: 'listener',
      async check() {
        const state = listener.state()
        if (state === 'down') throw new Error('does not listen to the queue')
        return state
      },
    },
    {
      name: 'pauses',
      // Pauses do not make this check fail, because operators pause lanes on purpose. It shows why some jobs wait.
      async check() {
        const pauses = await queue.countPauses()
        return pauses === 0 ? 'none' : `${pauses} ${pauses === 1 ? 'lane is' : 'lanes are'} paused`
      },
    },
  ]
}
