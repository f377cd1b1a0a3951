import type { WorkerContext } from '../context.js'
import { failAs } from '../errors.js'
import type { Handler } from './handler.js'
import { readArch } from './read-arch.js'
import { requestLimits } from './request-limits.js'

/** Registers a worker in the caller's channel. */
export function postWorkers({ basePath, queue, logger }: WorkerContext): Handler<'postWorkers'> {
  const { archs } = requestLimits()
  return async ({ body, principal }) => {
    const arch = readArch(body.arch, archs)
    const id = await queue.registerWorker(principal.channel, arch).catch(failAs(1008))
    logger.info('Worker registered', { worker_id: id, arch })
    return { status: 201, body: { href: `${basePath}/workers`, id, kind: 'WorkerID', worker_id: id } }
  }
}
