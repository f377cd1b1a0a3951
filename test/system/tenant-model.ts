import { composerDocument, readOperations } from '@composer/contracts'
import { buildResult, localTarget, manifestResult } from './build-results.js'
import type { Answer } from './call.js'
import { localRequest } from './compose-requests.js'
import { takenJob, type TakenJob } from './raw-worker.js'
import type { Api, System } from './start-system.js'

export const TENANTS = ['alpha', 'beta', 'gamma'] as const
export type Tenant = (typeof TENANTS)[number]

const composePath = '/composes/{id}'

/** What can be read below the path of a compose, by the document; '' is its status. */
export const PARTS = readOperations(composerDocument())
  .filter(({ method, path }) => method === 'get' && path.startsWith(composePath))
  .map(({ path }) => path.slice(composePath.length))

/** One call. `of` picks one of what exists so far, whoever has it. */
export type Step = { tenant: Tenant } & (
  | { does: 'post' | 'poll' | 'list' | 'register' }
  | { does: 'read'; part: string; of: number }
  | { does: 'delete' | 'beat' | 'progress' | 'upload' | 'report' | 'sign of life'; of: number }
)

interface Compose {
  owner: Tenant
  id: string
  state: 'manifest ready' | 'manifest taken' | 'build ready' | 'build taken' | 'built' | 'deleted'
}

interface Attempt {
  owner: Tenant
  job: TakenJob
  compose: Compose
}

interface Poll {
  tenant: Tenant
  answer: Promise<Answer>
  leave: () => void
}

/**
 * What three tenants have, as far as is needed to tell whose an id is and which jobs wait. Steps are taken on the real
 * services; whatever one answers is held against it.
 */
export class TenantModel {
  readonly composes: Compose[] = []
  readonly attempts: Attempt[] = []
  readonly workers: { owner: Tenant; id: string }[] = []
  readonly transcript: string[] = []
  private polls: Poll[] = []
  private readonly system: System
  private readonly tokens: Record<Tenant, string>
  private readonly run: string

  /** @param run makes the tenants of this model differ from those of others on the same services */
  constructor(system: System, tokens: Record<Tenant, string>, run: string) {
    this.system = system
    this.tokens = tokens
    this.run = run
  }

  async take(step: Step): Promise<void> {
    switch (step.does) {
      case 'post':
        await this.post(step.tenant)
        break
      case 'poll':
        this.poll(step.tenant)
        break
      case 'list':
        await this.list(step.tenant)
        break
      case 'register':
        await this.register(step.tenant)
        break
      case 'read':
      case 'delete':
        await this.onCompose(step.tenant, step.does === 'read' ? step.part : undefined, step.of)
        break
      case 'sign of life':
        await this.signOfLife(step.tenant, step.of)
        break
      default:
        await this.onAttempt(step.tenant, step.does, step.of)
    }
    await this.deliver()
  }

  /** Ends the polls that still wait; nothing may have been handed to them. */
  async end(): Promise<void> {
    for (const { tenant, answer, leave } of this.polls.splice(0)) {
      leave()
      const outcome = await answer.catch(() => undefined)
      if (outcome) this.fail(`${tenant} was handed a job that is not there: ${outcome.text}`)
    }
  }

  private async post(tenant: Tenant): Promise<void> {
    const answer = await this.call(tenant, 'composer', 'POST', '/compose', localRequest(this.mark(tenant)))
    this.expect(answer, 201)
    this.composes.push({ owner: tenant, id: answer.body.id, state: 'manifest ready' })
  }

  private poll(tenant: Tenant): void {
    const leaving = new AbortController()
    const body = { types: ['image-builder-manifest', 'osbuild'], arch: 'x86_64' }
    const answer = this.call(tenant, 'worker', 'POST', '/jobs', body, leaving.signal)
    answer.catch(() => undefined)
    this.polls.push({ tenant, answer, leave: () => leaving.abort() })
  }

  private async list(tenant: Tenant): Promise<void> {
    const { body } = await this.call(tenant, 'composer', 'GET', '/composes/?size=100')
    const own = this.composes.filter(({ owner, state }) => owner === tenant && state !== 'deleted')
    const listed = body.items.map(({ id }: { id: string }) => id).sort()
    if (
      body.total !== own.length ||
      listed.join() !==
        own
          .map(({ id }) => id)
          .sort()
          .join()
    )
      this.fail(`${tenant} has ${own.length} composes and was listed ${body.total}: ${listed.join()}`)
  }

  private async register(tenant: Tenant): Promise<void> {
    const { body } = await this.call(tenant, 'worker', 'POST', '/workers', { arch: 'x86_64' })
    this.workers.push({ owner: tenant, id: body.worker_id })
  }

  private async signOfLife(tenant: Tenant, of: number): Promise<void> {
    const worker = pick(this.workers, of)
    if (!worker) return
    const answer = await this.call(tenant, 'worker', 'POST', `/workers/${worker.id}/status`)
    if (worker.owner === tenant) this.expect(answer, 200)
    else this.expect(answer, 400, '18')
  }

  /** Reads a part of a compose, or deletes it. */
  private async onCompose(tenant: Tenant, part: string | undefined, of: number): Promise<void> {
    const compose = pick(this.composes, of)
    if (!compose) return
    const method = part === undefined ? 'DELETE' : 'GET'
    const answer = await this.call(tenant, 'composer', method, `/composes/${compose.id}${part ?? ''}`)
    if (compose.owner !== tenant || compose.state === 'deleted') {
      this.expect(answer, 404, '15')
      return
    }
    if (part === undefined) {
      this.expect(answer, 200)
      compose.state = 'deleted'
    } else if (part === '' || part === '/metadata' || part === '/logs') this.expect(answer, 200)
  }

  private async onAttempt(
    tenant: Tenant,
    does: 'beat' | 'progress' | 'upload' | 'report',
    of: number,
  ): Promise<void> {
    const attempt = pick(this.attempts, of)
    if (!attempt) return
    const { owner, job, compose } = attempt
    const answer = await this.callAttempt(tenant, does, job)
    if (owner !== tenant) {
      this.expect(answer, 404, '5')
      return
    }
    const running = compose.state === (job.type === 'osbuild' ? 'build taken' : 'manifest taken')
    if (!running) return
    this.expect(answer, 200)
    if (does === 'report') compose.state = job.type === 'osbuild' ? 'built' : 'build ready'
  }

  private callAttempt(
    tenant: Tenant,
    does: 'beat' | 'progress' | 'upload' | 'report',
    job: TakenJob,
  ): Promise<Answer> {
    const path = `/jobs/${job.token}`
    const mark = this.mark(tenant)
    switch (does) {
      case 'beat':
        return this.call(tenant, 'worker', 'GET', path)
      case 'progress': {
        const partial = { progress: { message: '', done: 1, total: 2 } }
        return this.call(tenant, 'worker', 'PATCH', path, { partial })
      }
      case 'upload':
        return this.call(tenant, 'worker', 'PUT', `${path}/artifacts/disk.qcow2`, `file of ${mark}`)
      case 'report': {
        const result =
          job.type === 'osbuild' ? buildResult(localTarget('disk.qcow2'), mark) : manifestResult(mark)
        return this.call(tenant, 'worker', 'PATCH', path, { result })
      }
    }
  }

  /** As long as a job is ready that a poll of its tenant waits for, one of all the polls must be answered. */
  private async deliver(): Promise<void> {
    while (
      TENANTS.some((tenant) => this.isReady(tenant) && this.polls.some((poll) => poll.tenant === tenant))
    ) {
      const [answered, answer] = await Promise.race(
        this.polls.map(async (poll): Promise<[Poll, Answer]> => [poll, await poll.answer]),
      )
      this.polls = this.polls.filter((poll) => poll !== answered)
      this.hold(answered.tenant, answer)
    }
  }

  private isReady(tenant: Tenant): boolean {
    return this.composes.some(({ owner, state }) => owner === tenant && state.endsWith(' ready'))
  }

  private hold(tenant: Tenant, answer: Answer): void {
    this.expect(answer, 201)
    const job = takenJob(answer)
    const compose = this.composes.find(({ id }) => id === job.composeId)
    if (!compose) this.fail(`${tenant} was handed a job of an unknown compose: ${job.text}`)
    const { owner, state } = compose
    if (owner !== tenant) this.fail(`${tenant} was handed a job of ${owner}: ${job.text}`)
    if (!state.endsWith(' ready')) this.fail(`${tenant} was handed a job of a compose that is ${state}`)
    compose.state = job.type === 'osbuild' ? 'build taken' : 'manifest taken'
    this.attempts.push({ owner, job, compose })
  }

  /** The tenant's name, in everything the tenant sends. */
  private mark(tenant: Tenant): string {
    return `${tenant}-${this.run}`
  }

  private async call(
    tenant: Tenant,
    api: Api,
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const answer = await this.system.call(api, method, path, {
      token: this.tokens[tenant],
      ...(body !== undefined && { body }),
      ...(signal && { signal }),
    })
    this.transcript.push(`${tenant}: ${method} ${path} → ${answer.status} ${answer.text.slice(0, 120)}`)
    this.expectNothingOfOthers(tenant, path, answer.text)
    return answer
  }

  private expectNothingOfOthers(tenant: Tenant, path: string, text: string): void {
    const foreign = [
      ...TENANTS.filter((other) => other !== tenant).map((other) => this.mark(other)),
      ...this.composes.filter(({ owner }) => owner !== tenant).map(({ id }) => id),
      ...this.workers.filter(({ owner }) => owner !== tenant).map(({ id }) => id),
      ...this.attempts.filter(({ owner }) => owner !== tenant).flatMap(({ job }) => [job.id, job.token]),
    ]
    // An id that the caller named itself tells it nothing.
    const seen = foreign.find((word) => text.includes(word) && !path.includes(word))
    if (seen !== undefined) this.fail(`${tenant} was shown ${seen}: ${text}`)
  }

  private expect(answer: Answer, status: number, number?: string): void {
    if (answer.status === status && (number === undefined || answer.body.id === number)) return
    this.fail(`expected ${status} ${number ?? ''}, but the last answer was ${answer.status} ${answer.text}`)
  }

  private fail(fault: string): never {
    throw new Error(`${fault}\n  after\n  ${this.transcript.join('\n  ')}`)
  }
}

const pick = <T>(list: T[], of: number): T | undefined => list[of % list.length]
