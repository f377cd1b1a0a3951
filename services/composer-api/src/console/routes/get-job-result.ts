import type { ConsoleContext } from '../console-context.js'
import { consoleRefusal } from '../errors.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

/** The exact text that the worker reported, streamed. */
export function getJobResult({ operator, queue }: ConsoleContext): Handler<'getJobResult'> {
  return async ({ params }) => {
    const job = await operator.job(idOf(params))
    if (!job || job.resultBytes === null) throw consoleRefusal(6)
    return { status: 200, jsonText: queue.streamResult(job.id, { rejected: true }) }
  }
}
