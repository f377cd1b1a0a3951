import { canonicalUuid } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'
import type { Handler } from './handler.js'

/**
 * The heartbeat of a registered worker. 400 for an unknown, expired or nil id: workers register again after exactly
 * this status.
 */
export function postWorkerStatus({ queue }: WorkerContext): Handler<'postWorkerStatus'> {
  return async ({ params, principal }) => {
    const id = canonicalUuid(params.worker_id)
    if (id === undefined) throw refusal(17)
    if (!(await queue.touchWorker(id, principal.channel).catch(failAs(1009)))) throw refusal(18)
    return { status: 200 }
  }
}
