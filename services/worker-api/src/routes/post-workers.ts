import type { OperationHandler } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs } from '../errors.js'
import { readArch } from './read-arch.js'
import { requestLimits } from './request-limits.js'

/** Registers a worker in the caller's channel. */
export function postWorkers({ basePath, queue, logger }: WorkerContext): OperationHandler {
  const { archs } = requestLimits()
  return async ({ body, principal }) => {
    const arch = readArch((body as { arch?: unknown }).arch, archs)
    const id = await queue.registerWorker(principal.channel, arch).catch(failAs(1008))
    logger.info('Worker registered', { worker_id: id, arch })
    return { status: 201, body: { href: `${basePath}/workers`, id, kind: 'WorkerID', worker_id: id } }
  }
}
