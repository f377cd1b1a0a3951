import type { ConsoleContext } from '../console-context.js'
import { consoleRefusal } from '../errors.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

/** The exact text of a job's args. */
export function getJobArgs({ operator, queue }: ConsoleContext): Handler<'getJobArgs'> {
  return async ({ params }) => {
    const job = await operator.job(idOf(params))
    const args = job && (await queue.readArgs(job.id))
    if (args === undefined) throw consoleRefusal(6)
    return { status: 200, jsonText: args }
  }
}
