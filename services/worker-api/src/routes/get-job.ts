import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'
import type { Handler } from './handler.js'
import { tokenOf } from './job-token.js'
import { laneOf } from './lane-of.js'

/**
 * The heartbeat of a running job, whose answer tells the worker of a cancellation. A worker stops only after a 200 with
 * `canceled: true`, so the token of a cancelled job stays known until its worker no longer sends heartbeats.
 */
export function getJob(context: WorkerContext): Handler<'GetJob'> {
  const { basePath, queue } = context
  return async ({ params, principal }) => {
    const token = tokenOf(params)
    const channel = await laneOf(context, principal, token, 1003)
    const { state } = await queue.renew(token, channel).catch(failAs(1003))
    if (state === 'unknown' || state === 'finished') throw refusal(5)
    const canceled = state === 'cancelled'
    return {
      status: 200,
      body: { href: `${basePath}/jobs/${token}`, id: token, kind: 'JobStatus', canceled },
    }
  }
}
