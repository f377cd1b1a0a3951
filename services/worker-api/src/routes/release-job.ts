import { addToContext } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'
import type { Handler } from './handler.js'
import { tokenOf } from './job-token.js'
import { makerTypes } from './lane-of.js'

/**
 * A maker that stops gives a job back: it is ready again in its old place, with its children, and no try is used up. For
 * makers only: a worker that could do so would keep a job alive that fails each time.
 */
export function releaseJob(context: WorkerContext): Handler<'ReleaseJob'> {
  const { queue } = context
  return async ({ params }) => {
    const token = tokenOf(params)
    // Without authentication, workers call here too, and keep what they hold.
    const channel = await queue.laneOf(token, makerTypes).catch(failAs(1003))
    if (channel === undefined) throw refusal(5)
    addToContext({ channel })
    if (await queue.unclaim(token).catch(failAs(1010))) return { status: 204 }
    const { state } = await queue.lookup(token, channel).catch(failAs(1010))
    throw refusal(state === 'cancelled' ? 6 : 5)
  }
}
