import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  createJobQueue,
  KEPT_RESULT,
  UnknownDependencyError,
  type JobQueue,
  type NewDependency,
} from '@composer/jobqueue'
import { createTestDatabase, type TestDatabase } from '@composer/testkit'
import fc from 'fast-check'
import { ageSeconds, madeForAll, parentTypes, QueueModel } from './queue-model.js'
import type { ModelEdge, ModelJob } from './queue-model-jobs.js'
import { ModelOperators } from './queue-model-operators.js'
import { step, type Step, type StepOf } from './queue-model-steps.js'
import { pick } from './pick.js'

let database: TestDatabase
let queue: JobQueue

beforeAll(async () => {
  database = await createTestDatabase()
  queue = createJobQueue({ db: database.db })
})
afterAll(() => database.drop())

/** What a dependency of a plan came to be: a stored job, or an earlier place in the plan. */
interface Chosen {
  on: ModelJob | null
  place: number
  failure: string | null
}

/** Lanes of its own for every run, with names of one length: then every collation orders them alike. */
let lane = 1_000_000
/** The channel whose manifest a maker got last: the next one's turn goes on from there. */
let served = ''

class Run {
  readonly model = new QueueModel()
  readonly #lane = (lane += 1)
  readonly channels = [`org-model-${this.#lane}-a`, `org-model-${this.#lane}-b`] as const
  readonly operators = new ModelOperators(database.db, queue, this.model, this.channels)

  /** The lane of a token's job; any, for a token that is not one any more. */
  channelOf(token: string): string {
    return this.model.byToken(token)?.compose.channel ?? this.model.revoked.get(token) ?? this.channels[0]
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'enqueue') return this.enqueue(step)
    if (step.do === 'claim') return this.claim(step)
    if (step.do === 'make') return this.make(step)
    if (step.do === 'child') return this.child(step)
    if (step.do === 'report') return this.report(step)
    if (step.do === 'crash') return this.crash(step)
    if (step.do === 'operator') return this.operators.take(step.act)
    if ('compose' in step) return this.end(step.do, step.compose)
    if ('token' in step) return this.call(step.do, step.token)
    return this.watch(step.do)
  }

  async enqueue({ jobs, channel: which }: StepOf<'enqueue'>): Promise<void> {
    const channel = this.channels[which]
    const plan = jobs.map((job, place) => ({ ...job, dependsOn: this.dependencies(job.dependsOn, place) }))
    const stored = plan.flatMap(({ dependsOn }) => dependsOn.flatMap(({ on }) => (on === null ? [] : [on])))
    const enqueued = await queue
      .enqueue({
        channel,
        kind: 'image',
        request: null,
        retentionSeconds: 3600,
        jobs: plan.map(({ type, role: has, confidential: secret, dependsOn }, place) => ({
          ref: String(place),
          type,
          role: has,
          confidential: secret,
          args: '{}',
          dependsOn: dependsOn.map(({ on, place: ref, failure }): NewDependency => ({
            ...(on ? { jobId: on.id } : { ref: String(ref) }),
            ...(failure === null ? {} : { failureResult: failure }),
          })),
        })),
      })
      .catch((error: unknown) => {
        if (error instanceof UnknownDependencyError) return error
        throw error
      })
    if (!stored.every((job) => this.model.mayDependOn(channel, job))) {
      expect(enqueued).toBeInstanceOf(UnknownDependencyError)
      return
    }
    if (enqueued instanceof Error) throw enqueued
    const ids = plan.map((_, place) => enqueued.jobIds[String(place)] ?? '')
    this.model.enqueue(channel, ids, (planned) =>
      plan.map((job) => ({
        ...job,
        dependsOn: job.dependsOn.flatMap(({ on, place, failure }): ModelEdge[] => {
          const job = on ?? planned[place]
          return job ? [{ on: job, failureResult: failure }] : []
        }),
      })),
    )
  }

  /** Distinct jobs: stored ones, or earlier ones of the plan. */
  dependencies(wanted: StepOf<'enqueue'>['jobs'][number]['dependsOn'], place: number): Chosen[] {
    const chosen = wanted.flatMap(({ job, stored, onFailure: failure }): Chosen[] => {
      const on = stored ? pick(this.model.jobs, job) : undefined
      if (on) return [{ on, place: -1, failure }]
      return place === 0 ? [] : [{ on: null, place: job % place, failure }]
    })
    return chosen.filter(
      (one, at) => chosen.findIndex((other) => other.on === one.on && other.place === one.place) === at,
    )
  }

  async claim({ channel: which, types, workers }: StepOf<'claim'>): Promise<void> {
    const channel = this.channels[which]
    await this.get(channel, types, workers, this.model.claimable(channel, types, workers))
  }

  async make({ workers }: StepOf<'make'>): Promise<void> {
    const expected = this.model.makeable(served, workers)
    await this.get(null, [madeForAll], workers, expected)
    served = expected.at(-1)?.compose.channel ?? served
  }

  async get(channel: string | null, types: string[], workers: number, expected: ModelJob[]): Promise<void> {
    const ids = Array.from({ length: workers }, (_, place) => pick(this.model.workers, place)?.id ?? null)
    const claimed = await queue.claim({ channel, types, workers: ids })
    expect(claimed.map((job) => job.channel)).toEqual(expected.map(({ compose }) => compose.channel))
    expect(
      claimed.map((job) => ({ id: job.id, attempt: job.attempt, dynamicArgs: job.dynamicArgs })),
    ).toEqual(
      expected.map((job) => ({
        id: job.id,
        attempt: job.attempt + 1,
        dynamicArgs: job.dependsOn.map(({ on }) =>
          on.state === 'finished' && on.result === null
            ? { jobId: on.id, bytes: longText.length }
            : on.result,
        ),
      })),
    )
    for (const [place, job] of expected.entries())
      this.model.claim(job, claimed[place]?.token ?? '', ids[place] ?? null)
  }

  async child({ token: n, args }: StepOf<'child'>): Promise<void> {
    const token = pick(this.model.tokens, n)
    if (token === undefined) return
    const channel = this.channelOf(token)
    const answer = await queue.enqueueChild({ token, channel, parentTypes, type: 'b', role: 'solve', args })
    const expected = this.model.childOf(token, args)
    expect(answer.answer).toBe(expected.answer)
    if (answer.answer !== 'child') return
    if (expected.child) expect([answer.id, answer.state]).toEqual([expected.child.id, expected.child.state])
    else this.model.enqueueChild(token, answer.id, 'b', args)
  }

  async report({ token: n, result, failed }: StepOf<'report'>): Promise<void> {
    const token = pick(this.model.tokens, n)
    if (token === undefined) return
    const running = this.model.tokenState(token) === 'running'
    const text = result === null && running && this.model.hasLong(token) ? null : (result ?? '3')
    const answer = await queue.finish({
      token,
      channel: this.channelOf(token),
      result: text ?? KEPT_RESULT,
      outcome: {},
      failed,
    })
    expect(answer).toBe(this.model.finish(token, text, failed))
  }

  async call(what: 'renew' | 'progress' | 'store' | 'unclaim', n: number): Promise<void> {
    const token = pick(this.model.tokens, n)
    if (token === undefined) return
    const channel = this.channelOf(token)
    if (what === 'renew') {
      expect((await queue.renew(token, channel)).state).toBe(this.model.renew(token))
    } else if (what === 'store') {
      const running = this.model.tokenState(token) === 'running'
      const writer = queue.openLongResult({ token, channel, running })
      await writer.write(longText)
      expect(await writer.keep()).toBe(this.model.keepLong(token))
    } else if (what === 'unclaim') {
      expect(await queue.unclaim(token)).toBe(this.model.unclaim(token))
    } else {
      const answer = await queue.reportProgress(token, channel, { done: 1, total: 2 })
      expect(answer === 'stored').toBe(this.model.tokenState(token) === 'running')
    }
  }

  async crash({ job: n }: StepOf<'crash'>): Promise<void> {
    const job = pick(
      this.model.jobs.filter(({ beat }) => beat !== null),
      n,
    )
    if (!job) return
    await database.db.raw(
      `UPDATE job_leases SET beat_at = beat_at - make_interval(secs => :ageSeconds) WHERE job_id = :id`,
      { ageSeconds, id: job.id },
    )
    this.model.age(job)
  }

  async watch(what: 'reap' | 'sweep'): Promise<void> {
    const own = new Set(this.model.jobs.map(({ id }) => id))
    if (what === 'sweep') {
      const { removedJobs } = await queue.sweepDeleted(1000)
      expect(removedJobs.filter((id) => own.has(id)).toSorted()).toEqual(this.model.sweepDeleted().toSorted())
      return
    }
    const reaped = await queue.reap(1000)
    const ids = (fate: { jobId: string }[]) => fate.map(({ jobId }) => jobId).filter((id) => own.has(id))
    expect({
      requeued: ids(reaped.requeued),
      failed: ids(reaped.failed),
      forgotten: ids(reaped.forgotten),
    }).toEqual(this.model.reap())
  }

  async end(what: 'cancel' | 'delete', n: number): Promise<void> {
    const compose = pick(this.model.composes, n)
    if (!compose) return
    if (what === 'cancel') {
      const answer = await queue.cancelGraph(compose.id, compose.channel)
      const expected = compose.deleted ? undefined : this.model.cancel(compose).toSorted()
      expect(answer?.cancelled.toSorted()).toEqual(expected)
    } else {
      const answer = await queue.deleteGraph(compose.id, compose.channel)
      const expected = compose.deleted ? undefined : this.model.delete(compose).toSorted()
      expect(answer?.removedJobs.toSorted()).toEqual(expected)
    }
  }

  /** Everything that is stored. */
  async compare(): Promise<void> {
    const rows = await database
      .db<ModelJob & { channel: string; has_lease: boolean }>('jobs')
      .select('id', 'state', 'attempt', 'token', 'failed', 'result', 'compose_id', 'parent_id')
      .select('parent_attempt', 'children', 'worker_id')
      .select(database.db.raw('EXISTS (SELECT 1 FROM job_leases l WHERE l.job_id = jobs.id) AS has_lease'))
      .whereIn('channel', this.channels)
      .orderBy('id')
    const expected = this.model.jobs
      .filter((job) => !job.removed)
      .map((job) => ({
        id: job.id,
        state: job.state,
        attempt: job.attempt,
        token: job.token,
        failed: job.failed,
        result: job.result,
        compose_id: job.compose.id,
        parent_id: job.parent?.id ?? null,
        parent_attempt: job.parent && job.parentAttempt,
        children: this.model.jobs.filter(({ parent }) => parent === job).length,
        worker_id: job.worker,
        has_lease: job.beat !== null,
      }))
    expect(rows).toEqual(expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    await this.operators.compare()
  }

  /** Leaves nothing behind: makers of the next run get the jobs of all lanes. */
  async clear(): Promise<void> {
    const jobs = database.db('jobs').whereIn('channel', this.channels)
    for (const table of ['job_leases', 'job_dependencies'])
      await database.db(table).whereIn('job_id', jobs.clone().select('id')).delete()
    await jobs.delete()
    await database.db('composes').whereIn('channel', this.channels).delete()
    await this.operators.clear()
  }
}

const longText = Buffer.from('4')

const runsOfABatch = 50
/** Batches until the time is over: a slow machine does fewer of them, but never fewer than `fewest`. */
const [fewest, most, milliseconds] = [4, 80, 30_000]
/** `npm run test:model -- --runs N`: so many, however long they take. */
const wanted = Number(process.env.COMPOSER_MODEL_RUNS ?? 0)

describe('The job queue against a model of it', () => {
  it(
    'answers and stores what the model says, whatever the order of calls',
    async () => {
      const seed = Math.floor(Math.random() * 2 ** 31)
      const started = performance.now()
      let batches = 0
      const goOn = () =>
        wanted > 0
          ? batches * runsOfABatch < wanted
          : batches < fewest || (batches < most && performance.now() - started < milliseconds)
      while (goOn()) {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }), async (steps) => {
            const run = new Run()
            try {
              for (const one of steps) await run.take(one)
              await run.compare()
            } finally {
              await run.clear()
            }
          }),
          { numRuns: runsOfABatch, seed: seed + batches },
        )
        batches += 1
      }
      process.stdout.write(`queue model: ${batches * runsOfABatch} runs from seed ${seed}\n`)
    },
    240_000 + wanted * 1000,
  )
})
