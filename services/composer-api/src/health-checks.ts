import type { ClockCheck, HealthCheck } from '@composer/service-kit'
import type { ComposerContext } from './context.js'

/**
 * What the service needs to do its work. The listener is shown but not required: without it the service still answers,
 * only depsolve and search wait for the next poll.
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
