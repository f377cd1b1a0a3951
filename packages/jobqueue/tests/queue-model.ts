/** A queue as simple as it can be said: arrays and loops, no database. What the real one does must look like this. */

import { ModelWithActs } from './queue-model-acts.js'
import {
  byChannel,
  byReadiness,
  newJob,
  type ModelCompose,
  type ModelJob,
  type PlannedModelJob,
} from './queue-model-jobs.js'

/** What is made for all channels, and what may have children. */
export const madeForAll = 'manifest-id-only'
export const parentTypes = [madeForAll, 'a']

const maxRequeues = 2
const error27 =
  '{"job_error":{"id":27,"reason":"Workers running this job stopped responding more than 2 times."}}'

/** How far `age` moves a lease back; more than the heartbeat timeout. */
export const ageSeconds = 200
const aged = 1e9

/** What services and workers call; what operators do is in the class that it extends. */
export class QueueModel extends ModelWithActs {
  /** Attempts with a long result, by token. */
  readonly #kept = new Map<string, ModelJob>()

  /** Whether a job of the channel may depend on this one. */
  mayDependOn(channel: string, job: ModelJob): boolean {
    const { compose } = job
    return compose.channel === channel && !job.removed && !compose.deleted && job.state !== 'cancelled'
  }

  /** `ids` come from the real queue, in plan order; `plan` edges may name jobs of the plan by way of `planned`. */
  enqueue(channel: string, ids: string[], plan: (planned: ModelJob[]) => PlannedModelJob[]): void {
    const compose: ModelCompose = { id: ids.at(-1) ?? '', channel, deleted: false }
    this.composes.push(compose)
    const now = this.tick()
    const stored = new Set(this.jobs)
    const planned = ids.map((id) => newJob(id, compose))
    for (const [place, facts] of plan(planned).entries()) {
      const job = planned[place]
      if (job) Object.assign(job, facts)
    }
    const doomed: ModelJob[] = []
    for (const job of planned) {
      job.unmet = job.dependsOn.filter(({ on }) => on.state !== 'finished').length
      const fatal = job.dependsOn.find(
        ({ on, failureResult }) => stored.has(on) && on.failed && failureResult,
      )
      if (fatal) doomed.push(job)
    }
    for (const job of doomed) {
      const fatal = job.dependsOn.find(
        ({ on, failureResult }) => stored.has(on) && on.failed && failureResult,
      )
      this.end(job, fatal?.failureResult ?? null, true)
    }
    for (const job of planned) if (job.state === 'waiting' && job.unmet === 0) this.makeReady(job, now)
    this.jobs.push(...planned)
    this.release(doomed)
  }

  /** The child of a running attempt for these args, if there is one to be found; null: a new one is stored. */
  childOf(token: string, args: string): { answer: string; child: ModelJob | null } {
    const parent = this.byToken(token)
    if (!parent || parent.state === 'finished' || !parentTypes.includes(parent.type))
      return { answer: 'unknown', child: null }
    if (parent.state !== 'running') return { answer: 'not-running', child: null }
    const child = this.jobs.find(
      (job) =>
        job.parent === parent &&
        job.args === args &&
        (job.parentAttempt >= parent.attempt || !(job.failed || job.state === 'cancelled')),
    )
    if (child) child.parentAttempt = Math.max(child.parentAttempt, parent.attempt)
    return { answer: 'child', child: child ?? null }
  }

  enqueueChild(token: string, id: string, type: string, args: string): void {
    const parent = this.byToken(token)
    if (!parent) return
    const child = { ...newJob(id, parent.compose), type, args, parent, parentAttempt: parent.attempt }
    this.makeReady(child, this.tick())
    this.jobs.push(child)
  }

  /** The jobs a claim takes, in order. */
  claimable(channel: string, types: string[], limit: number): ModelJob[] {
    const queues = types
      .filter((type) => !this.isPaused(channel, type))
      .map((type) => this.ready(type).filter(({ compose }) => compose.channel === channel))
      .filter((queue) => queue.length > 0)
      .toSorted(([a], [b]) => (a && b ? byReadiness(a, b) : 0))
    return queues.flat().slice(0, limit)
  }

  /** The jobs a maker's claim takes, in order: of the channels in turn, beginning behind `after`. */
  makeable(after: string, limit: number): ModelJob[] {
    const open = this.ready(madeForAll).filter(({ compose }) => !this.isPaused(compose.channel, madeForAll))
    const left = open.toSorted(byChannel)
    const taken: ModelJob[] = []
    // While anything is paused, each channel gets one turn in a claim.
    const turns = this.pauses.length > 0 ? new Set(left.map(({ compose }) => compose.channel)).size : limit
    if (this.pauses.length > 0) limit = Math.min(limit, turns)
    while (taken.length < limit && left.length > 0) {
      const last = taken.at(-1)?.compose.channel ?? after
      const next = left.findIndex(({ compose }) => compose.channel > last)
      taken.push(...left.splice(Math.max(next, 0), 1))
    }
    return taken
  }

  claim(job: ModelJob, token: string, worker: string | null): void {
    const attempt = job.attempt + 1
    Object.assign(job, { state: 'running', token, worker, attempt, started: true, beat: this.tick() })
    this.tokens.push(token)
  }

  renew(token: string): string {
    const job = this.byToken(token)
    if (job?.state === 'running') job.beat = this.tick()
    return this.tokenState(token)
  }

  /** A long result, always of the same text. */
  keepLong(token: string): string {
    const holder = this.#kept.get(token)
    if (holder && !holder.removed) return 'same'
    const job = this.byToken(token)
    if (job?.state !== 'running') return 'other'
    this.#kept.set(token, job)
    return 'kept'
  }

  hasLong = (token: string): boolean => this.#kept.has(token)

  /** `result` null: the long one that is kept. */
  finish(token: string, result: string | null, failed: boolean): string {
    const job = this.byToken(token)
    if (!job) return 'unknown'
    if (job.state === 'cancelled') return 'not-running'
    if (job.state === 'finished') return result !== null && job.result === result ? 'repeated' : 'conflict'
    job.beat = null
    this.end(job, result, failed)
    this.release([job])
    this.cancelJobs(this.childrenOf([job]))
    return 'finished'
  }

  unclaim(token: string): boolean {
    const job = this.byToken(token)
    if (job?.state !== 'running') return false
    this.giveBack(job, 'returned')
    job.attempt -= 1
    return true
  }

  age(job: ModelJob): void {
    if (job.beat !== null) job.beat -= aged
  }

  reap(): { requeued: string[]; failed: string[]; forgotten: string[] } {
    const stale = this.jobs
      .filter((job) => job.beat !== null && job.beat < 0)
      .toSorted((a, b) => (a.beat ?? 0) - (b.beat ?? 0))
    const fates = { requeued: [] as string[], failed: [] as string[], forgotten: [] as string[] }
    const lost: ModelJob[] = []
    for (const job of stale) {
      if (job.state !== 'running') {
        fates.forgotten.push(job.id)
        Object.assign(job, { token: null, beat: null })
      } else if (job.attempt <= maxRequeues) {
        fates.requeued.push(job.id)
        this.giveBack(job, 'lost')
      } else {
        fates.failed.push(job.id)
        Object.assign(job, { token: null, beat: null })
        this.end(job, error27, true)
        lost.push(job)
      }
    }
    this.release(lost)
    this.cancelJobs(this.childrenOf(lost))
    return fates
  }

  delete(compose: ModelCompose): string[] {
    this.cancel(compose)
    compose.deleted = true
    return this.sweep(compose)
  }

  sweepDeleted(): string[] {
    return this.composes.filter(({ deleted }) => deleted).flatMap((compose) => this.sweep(compose))
  }
}
