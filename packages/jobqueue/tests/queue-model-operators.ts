import { expect } from '@jest/globals'
import type { JobQueue } from '@composer/jobqueue'
import fc from 'fast-check'
import type { Knex } from 'knex'
import { pick } from './pick.js'
import { madeForAll, type QueueModel } from './queue-model.js'

const choice = fc.nat(11)
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('retry' as const), compose: choice }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), compose: choice }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('requeue' as const), job: choice }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('pause' as const),
      channel: fc.constantFrom(0, 1, null),
      type: fc.constantFrom('a', madeForAll, null),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('resume' as const), pause: choice }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('register' as const, 'touch' as const, 'expire' as const),
      channel: fc.constantFrom(0, 1),
      worker: choice,
    }),
  },
)
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never
type ActOf<Name extends Act['do']> = Extract<Act, { do: Name }>

/** What operators do in a history of calls. */
export const operatorSteps = [
  { weight: 11, arbitrary: fc.record({ do: fc.constant('operator' as const), act }) },
]
export type OperatorStep = Act

/** Acts of operators on the queue and on its model; both answer the same. */
export class ModelOperators {
  readonly #db: Knex
  readonly #queue: JobQueue
  readonly #model: QueueModel
  readonly #channels: readonly [string, string]

  constructor(db: Knex, queue: JobQueue, model: QueueModel, channels: readonly [string, string]) {
    this.#db = db
    this.#queue = queue
    this.#model = model
    this.#channels = channels
  }

  async take(step: OperatorStep): Promise<void> {
    if (step.do === 'retry') return this.#retry(step)
    if (step.do === 'cancel') return this.#cancel(step)
    if (step.do === 'requeue') return this.#requeue(step)
    if (step.do === 'pause') return this.#pause(step)
    if (step.do === 'resume') return this.#resume(step)
    return this.#worker(step)
  }

  async #retry({ compose: n }: ActOf<'retry'>): Promise<void> {
    const compose = pick(this.#model.composes, n)
    if (!compose) return
    const row = await this.#call<{ answer: string; job_ids: string[] }>(
      `SELECT * FROM operator_retry(:id, 'somebody', '')`,
      { id: compose.id },
    )
    const { answer, jobs } = this.#model.retry(compose)
    expect({ answer: row?.answer, jobs: row?.job_ids.toSorted() }).toEqual({
      answer,
      jobs: jobs.map(({ id }) => id).toSorted(),
    })
  }

  async #cancel({ compose: n }: ActOf<'cancel'>): Promise<void> {
    const compose = pick(this.#model.composes, n)
    if (!compose) return
    const row = await this.#call<{ jobs: number | null }>(
      `SELECT operator_cancel(:id, 'somebody', '') AS jobs`,
      { id: compose.id },
    )
    expect(row?.jobs).toBe(this.#model.operatorCancel(compose))
  }

  async #requeue({ job: n }: ActOf<'requeue'>): Promise<void> {
    const job = pick(this.#model.jobs, n)
    if (!job) return
    const row = await this.#call<{ answer: string }>(
      `SELECT operator_requeue(:id, 'somebody', '') AS answer`,
      { id: job.id },
    )
    expect(row?.answer).toBe(this.#model.requeue(job))
  }

  async #pause({ channel: which, type }: ActOf<'pause'>): Promise<void> {
    const channel = which === null ? null : this.#channels[which]
    expect(await this.#lane('operator_pause', channel, type)).toBe(this.#model.pause(channel, type))
  }

  async #resume({ pause: n }: ActOf<'resume'>): Promise<void> {
    const { channel, type } = pick(this.#model.pauses, n) ?? { channel: null, type: 'a' }
    expect(await this.#lane('operator_resume', channel, type)).toBe(this.#model.resume(channel, type))
  }

  async #lane(what: string, channel: string | null, type: string | null): Promise<boolean | undefined> {
    const row = await this.#call<{ done: boolean }>(
      `SELECT ${what}(CAST(:channel AS text), CAST(:type AS text), 'somebody', '') AS done`,
      { channel, type },
    )
    return row?.done
  }

  async #worker({
    do: what,
    channel: which,
    worker: n,
  }: ActOf<'register' | 'touch' | 'expire'>): Promise<void> {
    const channel = this.#channels[which]
    if (what === 'register') {
      this.#model.register(await this.#queue.registerWorker(channel, 'x86_64'), channel)
      return
    }
    const worker = pick(this.#model.workers, n)
    if (!worker) return
    if (what === 'touch') {
      expect(await this.#queue.touchWorker(worker.id, channel)).toBe(
        !worker.expired && worker.channel === channel,
      )
      return
    }
    const row = await this.#call<{ done: boolean }>(
      `SELECT operator_expire_worker(:id, 'somebody', '') AS done`,
      { id: worker.id },
    )
    expect(row?.done).toBe(this.#model.expire(worker))
  }

  /** The audit log and the attempts that ended, as they are stored. */
  async compare(): Promise<void> {
    const audit = await this.#db<{ action: string; answer: string }>('audit_log')
      .select('action', 'answer')
      .orderBy('id')
    expect(audit.map(({ action, answer }) => `${action} ${answer}`)).toEqual(this.#model.audit)
    const ended = await this.#db<{ job_id: string; ending: string }>('job_attempts')
      .select('job_id', 'ending')
      .whereIn('job_id', this.#db('jobs').select('id').whereIn('channel', this.#channels))
    const expected = this.#model.jobs
      .filter(({ removed }) => !removed)
      .flatMap((job) => job.endings.map((ending) => `${job.id} ${ending}`))
    expect(ended.map((row) => `${row.job_id} ${row.ending}`).toSorted()).toEqual(expected.toSorted())
  }

  async clear(): Promise<void> {
    for (const table of ['lane_pauses', 'revoked_tokens', 'audit_log', 'workers'])
      await this.#db(table).delete()
  }

  async #call<Row>(statement: string, values: Record<string, string | null>): Promise<Row | undefined> {
    return (await this.#db.raw<{ rows: Row[] }>(statement, values)).rows[0]
  }
}
