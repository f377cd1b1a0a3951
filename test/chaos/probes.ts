import { setTimeout as pause } from 'node:timers/promises'
import { localRequest } from '../system/compose-requests.js'
import type { Arena } from './arena.js'
import { tenants, type Caller } from './caller.js'
import type { Observation } from './judge-readiness.js'
import type { Service } from './service.js'

export interface Probes {
  /** Of each service by its id: what it could do, and what it said. */
  seen: Map<string, Observation[]>
  /** MiB, the most that a process of each service had. */
  memory: Record<string, number>
  /** When the service last did its work, in milliseconds of the run's clock. */
  worked(service: Service): number
  stop(): Promise<void>
}

const everyMs = 300
const [tenant] = tenants

/** Asks each service beside every link for a write, and whether it is ready. */
export function startProbes(arena: Arena, caller: Caller, now: () => number): Probes {
  const stopping = new AbortController()
  const seen = new Map<string, Observation[]>(arena.services.map(({ id }) => [id, []]))
  const memory: Record<string, number> = {}
  const note = (service: Service, one: Observation) => void seen.get(service.id)?.push(one)

  /** A compose under a key that it has: that writes, and makes nothing new. */
  async function write(service: Service): Promise<boolean> {
    const answer = await caller(service, 'POST', '/compose', {
      tenant,
      direct: true,
      body: localRequest(`host-${tenant}`),
      headers: { 'Idempotency-Key': `probe-of-${service.id}` },
    })
    return answer?.status === 201
  }
  const workers = new Map<string, string>()
  /** A sign of life of a worker; a new one where it is not known any more. */
  async function beat(service: Service): Promise<boolean> {
    const worker = workers.get(service.id)
    const answer = await (worker === undefined
      ? caller(service, 'POST', '/workers', { tenant, direct: true, body: { arch: 'x86_64' } })
      : caller(service, 'POST', `/workers/${worker}/status`, { tenant, direct: true }))
    if (answer?.status === 201) workers.set(service.id, String(answer.body.worker_id))
    if (answer?.status === 404 || answer?.status === 400) workers.delete(service.id)
    return answer !== undefined && answer.status < 300
  }
  const repeat = async (work: () => Promise<void>) => {
    while (!stopping.signal.aborted) {
      await work()
      await pause(everyMs)
    }
  }
  const running = arena.services.flatMap((service) => [
    repeat(async () => {
      const from = now()
      const ok = await (service.name === 'composer-api' ? write(service) : beat(service))
      note(service, { what: 'work', from, to: now(), ok })
    }),
    repeat(async () => {
      const from = now()
      const { ready, failing } = await service.readiness()
      note(service, { what: 'ready', from, to: now(), ok: ready, failing })
      memory[service.id] = Math.max(memory[service.id] ?? 0, (await service.memory()) ?? 0)
    }),
  ])
  return {
    seen,
    memory,
    worked: (service) =>
      seen.get(service.id)?.findLast(({ what, ok }) => what === 'work' && ok)?.from ??
      Number.NEGATIVE_INFINITY,
    async stop() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}
