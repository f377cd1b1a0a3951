import type { WorkerContext } from '../context.js'
import type { Handler } from './handler.js'

/** Says only that the service answers. The readiness probe tells whether it can do its work. */
export function getStatus({ basePath }: WorkerContext): Handler<'GetStatus'> {
  const body = { href: `${basePath}/status`, kind: 'Status', id: 'status', status: 'OK' }
  return async () => ({ status: 200, body })
}
