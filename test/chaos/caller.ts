import { call, type Answer, type CallOptions } from '../system/call.js'
import type { Arena } from './arena.js'
import type { Service } from './service.js'

export const tenants = ['100001', '100002', '100003'] as const

const basePaths = {
  'composer-api': '/api/image-builder-composer/v2',
  'worker-api': '/api/image-builder-worker/v1',
}
/** Whoever waits longer gives up. */
const patienceMs = 15_000

export interface Call extends CallOptions {
  tenant: string
  /** Beside the link in front of the service, which may be broken while the service is not. */
  direct?: boolean
}

export type Caller = (
  service: Service,
  method: string,
  path: string,
  options: Call,
) => Promise<Answer | undefined>

/** Asks a service in the name of a tenant; undefined when there was no answer. */
export function createCaller({ issuer }: Pick<Arena, 'issuer'>): Caller {
  return async (service, method, path, { tenant, direct = false, ...options }) => {
    const port = direct ? service.port : service.front.port
    const token = await issuer.token({ 'rh-org-id': tenant })
    return call(`http://127.0.0.1:${port}${basePaths[service.name]}${path}`, method, {
      token,
      signal: AbortSignal.timeout(patienceMs),
      ...options,
    }).catch(() => undefined)
  }
}

/** An answer that says nothing about whether the service can do its work is none of its faults. */
export const isFailure = (answer: Answer | undefined): boolean => !answer || answer.status >= 500
