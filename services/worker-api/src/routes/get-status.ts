import type { WorkerContext } from '../context.js'
import type { Handler } from './handler.js'

/** That the service answers. Whether it can work is the readiness probe's business. */
export function getStatus({ basePath }: WorkerContext): Handler<'GetStatus'> {
  const body = { href: `${basePath}/status`, kind: 'Status', id: 'status', status: 'OK' }
  return async () => ({ status: 200, body })
}
