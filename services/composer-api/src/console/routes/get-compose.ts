import type { ConsoleContext } from '../console-context.js'
import { consoleRefusal } from '../errors.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'
import { jsonOf } from './json-of.js'

/** A compose with its jobs, errors, targets and actions. */
export function getCompose({ operator }: ConsoleContext): Handler<'getCompose'> {
  return async ({ params }) => {
    const compose = await operator.compose(idOf(params))
    if (!compose) throw consoleRefusal(6)
    return { status: 200, jsonText: jsonOf(compose) }
  }
}
