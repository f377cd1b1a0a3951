import { setTimeout as pause } from 'node:timers/promises'
import { call, type Answer } from '../system/call.js'
import { manifestResult } from '../system/build-results.js'
import type { Arena } from './arena.js'
import { tenants } from './clients.js'
import type { Random } from './random.js'

const base = '/api/image-builder-worker/v1'

export interface BadWorkerLog {
  /** What each of their tricks was answered, by trick and status. */
  answers: Map<string, number>
  /** Tricks that were answered as they must not be. */
  successes: string[]
}

/** Workers that vanish with a job, report twice, report with foreign tokens, send garbage or half a body. */
export function startBadWorkers(arena: Arena, random: Random) {
  const log: BadWorkerLog = { answers: new Map(), successes: [] }
  const stopping = new AbortController()
  const apis = arena.services.filter(({ name }) => name === 'worker-api')

  async function ask(
    tenant: string,
    method: string,
    path: string,
    body: unknown,
  ): Promise<Answer | undefined> {
    const { port } = random.pick(apis)
    const token = await arena.issuer.token({ 'rh-org-id': tenant })
    return call(`http://127.0.0.1:${port}${base}${path}`, method, {
      token,
      body,
      signal: AbortSignal.timeout(15_000),
    }).catch(() => undefined)
  }
  const note = (trick: string, answer: Answer | undefined, forbidden: (status: number) => boolean) => {
    const key = `${trick}: ${answer?.status ?? 'no answer'}`
    log.answers.set(key, (log.answers.get(key) ?? 0) + 1)
    if (answer && forbidden(answer.status)) log.successes.push(key)
  }
  const never = () => false
  const accepted = (status: number) => status < 400

  async function misbehave(): Promise<void> {
    const tenant = random.pick(tenants)
    const foreign = random.pick(tenants.filter((other) => other !== tenant))
    const claim = await ask(tenant, 'POST', '/jobs', { types: ['image-builder-manifest'], arch: 'x86_64' })
    if (claim?.status !== 201) return
    const job = `/jobs/${String(claim.body.location).split('/').at(-1)}`
    switch (random.below(4)) {
      case 0:
        note('vanished', claim, never)
        return
      case 1:
        note('garbage', await ask(tenant, 'PATCH', job, '{"result": {"data":'), accepted)
        return
      case 2:
        note('foreign token', await ask(foreign, 'PATCH', job, { result: manifestResult() }), accepted)
        return
      default: {
        const results = [manifestResult('one'), manifestResult('two')]
        const first = await ask(tenant, 'PATCH', job, { result: results[0] })
        note('first report', first, never)
        note('same again', await ask(tenant, 'PATCH', job, { result: results[0] }), never)
        const other = await ask(tenant, 'PATCH', job, { result: results[1] })
        note('another one', other, (status) => first?.status === 200 && status === 200)
      }
    }
  }
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await misbehave()
      await pause(500 + random.below(1000))
    }
  })()
  return {
    log,
    async stop() {
      stopping.abort()
      await running
    },
  }
}
