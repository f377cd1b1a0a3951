import type { OperationHandler } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'

/** That the service answers. Whether it can work is the readiness probe's business. */
export function getStatus({ basePath }: WorkerContext): OperationHandler {
  const body = { href: `${basePath}/status`, kind: 'Status', id: 'status', status: 'OK' }
  return async () => ({ status: 200, body })
}
