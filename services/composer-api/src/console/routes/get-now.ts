import type { ConsoleContext } from '../console-context.js'
import { readNow } from '../now-feed.js'
import type { Handler } from './handler.js'
import { jsonOf } from './json-of.js'

/** What waits, runs and is paused. */
export function getNow({ operator }: ConsoleContext): Handler<'getNow'> {
  return async () => ({ status: 200, jsonText: jsonOf(await readNow(operator)) })
}
