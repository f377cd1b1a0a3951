import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'
import type { Handler } from './handler.js'
import { tokenOf } from './job-token.js'

/**
 * Heartbeat of a running job, and the worker's way to learn of a cancellation. Only a 200 with `canceled: true` stops a
 * worker, so a cancelled job's token stays known until the worker is gone.
 */
export function getJob({ basePath, queue }: WorkerContext): Handler<'GetJob'> {
  return async ({ params, principal }) => {
    const token = tokenOf(params)
    const { state } = await queue.renew(token, principal.channel).catch(failAs(1003))
    if (state === 'unknown' || state === 'finished') throw refusal(5)
    const canceled = state === 'cancelled'
    return {
      status: 200,
      body: { href: `${basePath}/jobs/${token}`, id: token, kind: 'JobStatus', canceled },
    }
  }
}
