import type { ConsoleContext } from '../console-context.js'
import type { Handler } from './handler.js'
import { jsonOf } from './json-of.js'
import { choice, shortText } from './query-values.js'

/** Jobs that ended in the last hour or day. */
export function getTrends({ operator }: ConsoleContext): Handler<'getTrends'> {
  return async ({ query }) => {
    const span = choice('span', query.span, ['hour', 'day']) ?? 'hour'
    const type = shortText('type', query.type, 100) ?? null
    return { status: 200, jsonText: jsonOf(await operator.trends(span, type)) }
  }
}
