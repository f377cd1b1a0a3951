import type { ConsoleContext } from '../console-context.js'
import type { Handler } from './handler.js'
import { jsonOf } from './json-of.js'

/** Workers with what they work on. */
export function getWorkers({ operator }: ConsoleContext): Handler<'getWorkers'> {
  return async () => ({ status: 200, jsonText: jsonOf({ items: await operator.workers() }) })
}
