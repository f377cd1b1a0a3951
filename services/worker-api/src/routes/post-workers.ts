import type { OperationHandler } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'

/** Registers a worker in the caller's channel. */
export function postWorkers({ basePath, queue, logger }: WorkerContext): OperationHandler {
  return async ({ body, principal }) => {
    const { arch = '' } = body as { arch?: unknown }
    if (typeof arch !== 'string') throw refusal(10)
    const id = await queue.registerWorker(principal.channel, arch).catch(failAs(1008))
    logger.info('Worker registered', { worker_id: id, arch })
    return { status: 201, body: { href: `${basePath}/workers`, id, kind: 'WorkerID', worker_id: id } }
  }
}
