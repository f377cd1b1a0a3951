import type { HealthCheck } from '@composer/service-kit'
import type { ComposerContext } from './context.js'

/**
 * What the service needs to do its work. The listener is shown but not required: without it the service still answers,
 * only depsolve and search wait for the next poll.
 */
export function healthChecks({ db, listener }: Pick<ComposerContext, 'db' | 'listener'>): HealthCheck[] {
  return [
    {
      name: 'database',
      async check() {
        await db.raw('SELECT 1')
        return 'answers'
      },
    },
    { name: 'listener', check: async () => listener.state() },
  ]
}
