import type { ClockCheck, HealthCheck } from '@composer/service-kit'
import type { ComposerContext } from './context.js'

/**
 * The checks of what the service depends on. The listener is reported but not required: without it the service still
 * works, but depsolve and search requests wait for the next poll.
 */
export function healthChecks(
  { queue, listener }: Pick<ComposerContext, 'queue' | 'listener'>,
  clock: ClockCheck,
): HealthCheck[] {
  return [
    {
      name: 'database',
      async check() {
        clock.database.note(await queue.proveWrite())
        return 'takes writes'
      },
    },
    clock.check,
    { name: 'listener', check: async () => listener.state() },
  ]
}
