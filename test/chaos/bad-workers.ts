import { request } from 'node:http'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Answer } from '../system/call.js'
import { manifestResult } from '../system/build-results.js'
import type { Arena } from './arena.js'
import { tenants, type Caller } from './caller.js'
import { count } from './client-log.js'
import type { Random } from './random.js'
import type { Service } from './service.js'

/** A result that was answered 200. */
export interface TakenResult {
  jobId: string
  token: string
  /** As it was sent. */
  text: string
}

export interface BadWorkers {
  /** What each of their tricks was answered, by trick and status. */
  answers: Record<string, number>
  taken: TakenResult[]
  /** Tricks that were answered as they must not be. */
  violations: string[]
  stop(): Promise<void>
}

interface Claim {
  tenant: string
  foreign: string
  api: Service
  jobId: string
  token: string
}

/** Longer than a lease, its watchdog's round, and a busy machine. */
const lateMs = 14_000

/** Workers that vanish with a job, report twice, late, with foreign tokens, send garbage, half a report or half a file. */
export function startBadWorkers(arena: Arena, caller: Caller, random: Random): BadWorkers {
  const answers: Record<string, number> = {}
  const taken: TakenResult[] = []
  const violations: string[] = []
  const stopping = new AbortController()
  const late: Promise<void>[] = []
  const apis = arena.services.filter(({ name }) => name === 'worker-api')

  const note = (trick: string, answer: Answer | undefined, forbidden = (_status: number) => false) => {
    const key = `${trick}: ${answer?.status ?? 'no answer'}`
    count(answers, key)
    if (answer && forbidden(answer.status)) violations.push(`a bad worker was answered ${key}`)
    return answer
  }
  const accepted = (status: number) => status < 400

  async function report(trick: string, { api, tenant, jobId, token }: Claim, mark: string) {
    const text = JSON.stringify(manifestResult(mark))
    const answer = await caller(api, 'PATCH', `/jobs/${token}`, { tenant, body: `{"result":${text}}` })
    if (answer?.status === 200) taken.push({ jobId, token, text })
    return note(trick, answer)
  }

  const tricks: ((claim: Claim) => Promise<unknown>)[] = [
    async () => count(answers, 'vanished after the claim'),
    async ({ api, tenant, token }) =>
      note(
        'garbage',
        await caller(api, 'PATCH', `/jobs/${token}`, { tenant, body: '{"result": {"data":' }),
        accepted,
      ),
    async ({ api, foreign, token }) => {
      const body = { result: manifestResult('foreign') }
      note('foreign token', await caller(api, 'PATCH', `/jobs/${token}`, { tenant: foreign, body }), accepted)
    },
    async (claim) => {
      await report('first report', claim, 'one')
      await report('same again', claim, 'one')
      await report('another one', claim, 'two')
    },
    async (claim) => {
      late.push(
        pause(lateMs, undefined, { signal: stopping.signal }).then(
          async () => void (await report('late', claim, 'late')),
          () => undefined,
        ),
      )
    },
    async ({ api, tenant, token }) => {
      await half(api, 'PATCH', `/jobs/${token}`, tenant, 'application/json', '{"result":{"data":"')
      count(answers, 'half a report')
    },
    async ({ api, tenant, token }) => {
      await half(api, 'PUT', `/jobs/${token}/artifacts/disk.qcow2`, tenant, 'application/octet-stream', 'x')
      count(answers, 'half an upload')
    },
    async ({ api, tenant, token }) => {
      const headers = { 'Content-Type': 'application/octet-stream' }
      const path = `/jobs/${token}/artifacts/disk.qcow2`
      note('vanished after an upload', await caller(api, 'PUT', path, { tenant, headers, body: 'whole' }))
    },
  ]

  /** Sends half of what it announces, and is gone. */
  async function half(
    api: Service,
    method: string,
    path: string,
    tenant: string,
    type: string,
    begin: string,
  ) {
    const bytes = 6 * 1024 * 1024
    const sent = request({
      host: '127.0.0.1',
      port: api.front.port,
      method,
      path: `/api/image-builder-worker/v1${path}`,
      headers: {
        'Content-Type': type,
        'Content-Length': bytes,
        Authorization: `Bearer ${await arena.issuer.token({ 'rh-org-id': tenant })}`,
      },
    })
    sent.on('error', () => undefined)
    sent.write(begin.padEnd(bytes / 2, 'x'))
    await Promise.race([once(sent, 'drain').catch(() => undefined), pause(1000)])
    sent.destroy()
  }

  async function misbehave(): Promise<void> {
    const tenant = random.pick(tenants)
    const foreign = random.pick(tenants.filter((other) => other !== tenant))
    const api = random.pick(apis)
    const answer = await caller(api, 'POST', '/jobs', {
      tenant,
      body: { types: ['image-builder-manifest'], arch: 'x86_64' },
    })
    if (answer?.status !== 201) return
    if (tenants.some((other) => other !== tenant && answer.text.includes(`host-${other}`)))
      violations.push(`a worker of tenant ${tenant} got a job of another one: ${answer.text.slice(0, 200)}`)
    const token = String(answer.body.location).split('/').at(-1) ?? ''
    await random.pick(tricks)({ tenant, foreign, api, jobId: String(answer.body.id), token })
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      await misbehave()
      await pause(500 + random.below(1000))
    }
  })()
  return {
    answers,
    taken,
    violations,
    async stop() {
      stopping.abort()
      await running
      await Promise.all(late)
    },
  }
}
