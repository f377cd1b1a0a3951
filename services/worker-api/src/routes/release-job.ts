import { addToContext } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'
import type { Handler } from './handler.js'
import { tokenOf } from './job-token.js'
import { makerTypes } from './lane-of.js'

/**
 * Lets a maker that stops give its job back. The job is ready again at its old place in the queue, keeps its child
 * jobs, and no retry is used up. Workers may not do this: a job that fails on every worker could then be given back
 * each time, and would never end.
 */
export function releaseJob(context: WorkerContext): Handler<'ReleaseJob'> {
  const { queue } = context
  return async ({ params }) => {
    const token = tokenOf(params)
    // Without authentication every caller gets here, so the job's type is checked: jobs of workers are not given back.
    const channel = await queue.laneOf(token, makerTypes).catch(failAs(1003))
    if (channel === undefined) throw refusal(5)
    addToContext({ channel })
    if (await queue.unclaim(token).catch(failAs(1010))) return { status: 204 }
    const { state } = await queue.lookup(token, channel).catch(failAs(1010))
    throw refusal(state === 'cancelled' ? 6 : 5)
  }
}
