import type { ConsoleContext } from '../console-context.js'
import type { Handler } from './handler.js'

/** What waits, runs and is paused at the moment. */
export function getNow({ operator }: ConsoleContext): Handler<'getNow'> {
  return async () => {
    const { lanes, pauses, instances } = await operator.live([])
    return { status: 200, body: { lanes, pauses, instances } }
  }
}
