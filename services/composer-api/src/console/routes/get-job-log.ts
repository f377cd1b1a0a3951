import { buildLog } from '../build-log.js'
import type { ConsoleContext } from '../console-context.js'
import { consoleRefusal } from '../errors.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

/** The build log of a job's result as lines of text. */
export function getJobLog({ operator, queue }: ConsoleContext): Handler<'getJobLog'> {
  return async ({ params }) => {
    const job = await operator.job(idOf(params))
    if (!job) throw consoleRefusal(6)
    const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }
    return { status: 200, headers, bytes: buildLog(() => queue.streamResult(job.id)) }
  }
}
