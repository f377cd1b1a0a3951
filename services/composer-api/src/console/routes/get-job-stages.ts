import { stagePlaces } from '../build-log.js'
import type { ConsoleContext } from '../console-context.js'
import { consoleRefusal } from '../errors.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

/** The stages of a job's build log, and where each begins in the text of the log. */
export function getJobStages({ operator, queue }: ConsoleContext): Handler<'getJobStages'> {
  return async ({ params }) => {
    const job = await operator.job(idOf(params))
    if (!job) throw consoleRefusal(6)
    return { status: 200, body: { items: await stagePlaces(() => queue.streamResult(job.id)) } }
  }
}
