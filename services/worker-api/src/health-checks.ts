import type { ClockCheck, HealthCheck } from '@composer/service-kit'
import type { WorkerContext } from './context.js'

/** The service works with notifications, and more slowly without; while it tries to get them back it is not ready. */
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
      // An operator paused them on purpose: the service can do its work, and says why it does not do all of it.
      async check() {
        const pauses = await queue.countPauses()
        return pauses === 0 ? 'none' : `${pauses} ${pauses === 1 ? 'lane is' : 'lanes are'} paused`
      },
    },
  ]
}
