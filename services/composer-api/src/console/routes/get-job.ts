import type { ConsoleContext } from '../console-context.js'
import { consoleRefusal } from '../errors.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'
import { jsonOf } from './json-of.js'

/** A job with its attempts. */
export function getJob({ operator }: ConsoleContext): Handler<'getJob'> {
  return async ({ params }) => {
    const job = await operator.job(idOf(params))
    if (!job) throw consoleRefusal(6)
    return { status: 200, jsonText: jsonOf(job) }
  }
}
