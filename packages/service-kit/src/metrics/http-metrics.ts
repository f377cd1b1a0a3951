import type { Response } from 'express'
import { Counter, Histogram, type Registry } from 'prom-client'
import { observedStatus, requestState } from '../http/request-state.js'

/** Bucket boundaries in seconds, as the latency dashboards and objectives use them. */
const durationBuckets = [
  0.025, 0.05, 0.075, 0.1, 0.2, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20,
]

export interface HttpMetrics {
  /** Counts a request that was answered, or whose client has gone. */
  observe(method: string, res: Response, seconds: number): void
  /** Counts a request that was refused because of its token. */
  refused(reason: string): void
  /** Counts a request that could not be read as HTTP. */
  unreadable(status: number): void
}

/** Makes the request metrics of the reference. The label `path` is a route, never a path that a caller made up. */
export function createHttpMetrics(
  registry: Registry,
  subsystem: 'composer' | 'worker',
  tenantLabel: (channel: string) => string,
): HttpMetrics {
  const registers = [registry]
  const requests = new Counter({
    name: `image_builder_${subsystem}_request_count`,
    help: 'Requests by method, route, status and tenant.',
    labelNames: ['method', 'path', 'code', 'subsystem', 'tenant'],
    registers,
  })
  const durations = new Histogram({
    name: `image_builder_${subsystem}_http_duration_seconds`,
    help: 'Duration of requests by route and tenant.',
    labelNames: ['path', 'tenant'],
    buckets: durationBuckets,
    registers,
  })
  const refusals = new Counter({
    name: `image_builder_${subsystem}_auth_refusals_total`,
    help: 'Requests refused because of their token, by the kind of fault.',
    labelNames: ['reason'],
    registers,
  })
  const count = subsystem === 'composer' ? composeCounters(registers) : () => undefined
  return {
    observe: (method, res, seconds) => {
      const { match, principal } = requestState(res)
      const tenant = tenantLabel(principal?.channel ?? '')
      const found = match.kind === 'operation' ? match : undefined
      const path = found?.template ?? 'unknown'
      const status = observedStatus(res)
      requests.inc({
        method: knownMethods.has(method) ? method : 'OTHER',
        path: found?.countedPath ?? path,
        code: String(status),
        subsystem,
        tenant,
      })
      durations.observe({ path, tenant }, seconds)
      count(found?.operation.operationId, status)
    },
    refused: (reason) => refusals.inc({ reason }),
    unreadable: (status) =>
      requests.inc({ method: 'OTHER', path: 'unknown', code: String(status), subsystem, tenant: '' }),
  }
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

function composeCounters(registers: Registry[]): (operationId: string | undefined, status: number) => void {
  const counter = (name: string, help: string) =>
    new Counter({ name: `image_builder_composer_${name}`, help, registers })
  const all = counter('total_requests', 'All requests of the composer API.')
  const composes = counter('total_compose_requests', 'Requests to make a compose.')
  const failed = counter('total_failed_compose_requests', 'Requests to make a compose that failed.')
  return (operationId, status) => {
    all.inc()
    if (operationId !== 'postCompose') return
    composes.inc()
    if (status >= 400) failed.inc()
  }
}
