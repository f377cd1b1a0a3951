import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { awsRequest, kojiRequest, localRequest } from '../system/compose-requests.js'
import { call, type Answer } from '../system/call.js'
import type { Arena } from './arena.js'
import type { Random } from './random.js'

export const tenants = ['100001', '100002', '100003'] as const

export interface Accepted {
  id: string
  tenant: string
  deleted: boolean
}

export interface ClientLog {
  accepted: Accepted[]
  /** Idempotency keys that were answered with two ids. */
  contradictions: string[]
  /** Times at which a client saw an error, in milliseconds of the run's clock. */
  errors: number[]
}

const base = '/api/image-builder-composer/v2'

/** Clients of three tenants: they post, look, clone and delete, and repeat what failed with the same key. */
export function startClients(arena: Arena, random: Random, now: () => number) {
  const log: ClientLog = { accepted: [], contradictions: [], errors: [] }
  const stopping = new AbortController()
  const composers = arena.services.filter(({ name }) => name === 'composer-api')

  async function ask(
    tenant: string,
    method: string,
    path: string,
    options = {},
  ): Promise<Answer | undefined> {
    const { port } = random.pick(composers)
    const token = await arena.issuer.token({ 'rh-org-id': tenant })
    const answer = await call(`http://127.0.0.1:${port}${base}${path}`, method, {
      token,
      signal: AbortSignal.timeout(15_000),
      ...options,
    }).catch(() => undefined)
    if (!('signal' in options) && (!answer || answer.status >= 500)) log.errors.push(now())
    return answer
  }

  async function post(tenant: string): Promise<Accepted> {
    const body = random.pick([localRequest, awsRequest, kojiRequest])(`host-${tenant}`)
    const headers = { 'Idempotency-Key': randomUUID() }
    for (;;) {
      const answer = await ask(tenant, 'POST', '/compose', { body, headers })
      if (answer?.status === 201) {
        const accepted = { id: String(answer.body.id), tenant, deleted: false }
        // The same key again, at another instance perhaps, is the same compose.
        if (random.below(4) === 0) {
          const again = await ask(tenant, 'POST', '/compose', { body, headers })
          if (again?.status === 201 && again.body.id !== accepted.id) log.contradictions.push(accepted.id)
        }
        log.accepted.push(accepted)
        return accepted
      }
      if (answer && answer.status < 500) throw new Error(`POST /compose: ${answer.status} ${answer.text}`)
      await pause(200)
    }
  }

  async function visit(tenant: string): Promise<void> {
    while (!stopping.signal.aborted) {
      const compose = await post(tenant)
      await ask(tenant, 'GET', `/composes/${compose.id}`)
      if (random.below(10) === 0) {
        const answer = await ask(tenant, 'DELETE', `/composes/${compose.id}`)
        // Without an answer it may be gone or not: both are right.
        if (!answer || answer.status >= 500 || answer.status === 200) compose.deleted = true
      }
      // A client that leaves in the middle.
      if (random.below(10) === 0) await ask(tenant, 'GET', '/composes/', { signal: AbortSignal.timeout(1) })
      await pause(100 + random.below(300))
    }
  }

  const visits = tenants.flatMap((tenant) => [visit(tenant), visit(tenant)])
  return {
    log,
    ask,
    async stop() {
      stopping.abort()
      await Promise.all(visits)
    },
  }
}
