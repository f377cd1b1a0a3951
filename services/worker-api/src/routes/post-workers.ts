import type { WorkerContext } from '../context.js'
import { failAs, tooMany } from '../errors.js'
import type { Handler } from './handler.js'
import { readArch } from './read-arch.js'
import { requestLimits } from './request-limits.js'

/** Places become free slowly: a silent worker is forgotten only after WORKER_TIMEOUT_SECONDS. */
const retryAfterSeconds = 60

/** Registers a worker in the caller's channel. */
export function postWorkers({ basePath, queue, logger, workers }: WorkerContext): Handler<'postWorkers'> {
  const { archs } = requestLimits()
  return async ({ body, principal }) => {
    const arch = readArch(body.arch, archs)
    if (!(await workers.admit(principal.channel).catch(failAs(1008))))
      throw tooMany('too many workers of this tenant are registered; try again later').withRetryAfter(
        retryAfterSeconds,
      )
    const id = await queue.registerWorker(principal.channel, arch).catch(failAs(1008))
    logger.info('Worker registered', { worker_id: id, arch })
    return { status: 201, body: { href: `${basePath}/workers`, id, kind: 'WorkerID', worker_id: id } }
  }
}
