/** A queue as simple as it can be said: arrays and loops, no database. What the real one does must look like this. */

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

export class QueueModel {
  readonly jobs: ModelJob[] = []
  /** Attempts with a long result, by token. */
  readonly #kept = new Map<string, ModelJob>()
  readonly composes: ModelCompose[] = []
  /** Every token ever handed out, dead ones too. */
  readonly tokens: string[] = []
  /** Those that an operator took away from a worker, and their channels. */
  readonly revoked = new Map<string, string>()
  /** Null stands for all. */
  readonly pauses: { channel: string | null; type: string | null }[] = []
  #now = 0

  /** Whether a job of the channel may depend on this one. */
  mayDependOn(channel: string, job: ModelJob): boolean {
    const { compose } = job
    return compose.channel === channel && !job.removed && !compose.deleted && job.state !== 'cancelled'
  }

  /** `ids` come from the real queue, in plan order; `plan` edges may name jobs of the plan by way of `planned`. */
  enqueue(channel: string, ids: string[], plan: (planned: ModelJob[]) => PlannedModelJob[]): void {
    const compose: ModelCompose = { id: ids.at(-1) ?? '', channel, deleted: false }
    this.composes.push(compose)
    const now = this.#tick()
    const stored = new Set(this.jobs)
    const planned = ids.map((id) => newJob(id, compose))
    for (const [place, { type, dependsOn }] of plan(planned).entries()) {
      const job = planned[place]
      if (job) Object.assign(job, { type, dependsOn })
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
      this.#end(job, fatal?.failureResult ?? null, true)
    }
    for (const job of planned) if (job.state === 'waiting' && job.unmet === 0) this.#makeReady(job, now)
    this.jobs.push(...planned)
    this.#release(doomed)
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
        (job.parentAttempt === parent.attempt || !(job.failed || job.state === 'cancelled')),
    )
    if (child) child.parentAttempt = parent.attempt
    return { answer: 'child', child: child ?? null }
  }

  enqueueChild(token: string, id: string, type: string, args: string): void {
    const parent = this.byToken(token)
    if (!parent) return
    const child = { ...newJob(id, parent.compose), type, args, parent, parentAttempt: parent.attempt }
    this.#makeReady(child, this.#tick())
    this.jobs.push(child)
  }

  /** The jobs a claim takes, in order. */
  claimable(channel: string, types: string[], limit: number): ModelJob[] {
    const queues = types
      .filter((type) => !this.#isPaused(channel, type))
      .map((type) => this.#ready(type).filter(({ compose }) => compose.channel === channel))
      .filter((queue) => queue.length > 0)
      .toSorted(([a], [b]) => (a && b ? byReadiness(a, b) : 0))
    return queues.flat().slice(0, limit)
  }

  /** The jobs a maker's claim takes, in order: of the channels in turn, beginning behind `after`. */
  makeable(after: string, limit: number): ModelJob[] {
    const open = this.#ready(madeForAll).filter(({ compose }) => !this.#isPaused(compose.channel, madeForAll))
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

  #isPaused(channel: string, type: string): boolean {
    return this.pauses.some(
      (pause) =>
        (pause.channel === null || pause.channel === channel) && (pause.type === null || pause.type === type),
    )
  }

  /** False: it is there, or is not there, already. */
  pause(channel: string | null, type: string | null): boolean {
    if (this.#pauseAt(channel, type) !== -1) return false
    this.pauses.push({ channel, type })
    return true
  }

  resume(channel: string | null, type: string | null): boolean {
    const at = this.#pauseAt(channel, type)
    if (at !== -1) this.pauses.splice(at, 1)
    return at !== -1
  }

  #pauseAt(channel: string | null, type: string | null): number {
    return this.pauses.findIndex((pause) => pause.channel === channel && pause.type === type)
  }

  /** An operator takes a running job from its worker. */
  requeue(job: ModelJob): string {
    if (job.removed || job.compose.deleted) return 'unknown'
    if (job.state !== 'running') return 'not-running'
    this.revoked.set(job.token ?? '', job.compose.channel)
    this.#giveBack(job)
    job.attempt -= 1
    return 'done'
  }

  /** The jobs that get another try: what failed or was cancelled, and what waits behind it. */
  retry(compose: ModelCompose): ModelJob[] {
    const again: ModelJob[] = []
    let level = this.#jobsOf(compose).filter(
      (job) => job.parent === null && (job.failed || job.state === 'cancelled'),
    )
    while (level.length > 0) {
      again.push(...level)
      level = this.#dependentsOf(level).filter(
        (job) =>
          !again.includes(job) &&
          (['waiting', 'ready'].includes(job.state) ||
            (job.compose === compose && (job.failed || job.state === 'cancelled'))),
      )
    }
    for (const job of again)
      if (job.beat !== null && job.token !== null) this.revoked.set(job.token, job.compose.channel)
    const now = this.#tick()
    for (const job of again) {
      job.unmet = job.dependsOn.filter(({ on }) => again.includes(on) || on.state !== 'finished').length
    }
    for (const job of again) {
      Object.assign(job, {
        state: 'waiting',
        attempt: 0,
        failed: false,
        token: null,
        result: null,
        beat: null,
      })
      if (job.unmet === 0) this.#makeReady(job, now)
    }
    return again
  }

  #ready(type: string): ModelJob[] {
    return this.jobs.filter((job) => job.state === 'ready' && job.type === type).toSorted(byReadiness)
  }

  claim(job: ModelJob, token: string): void {
    Object.assign(job, { state: 'running', token, attempt: job.attempt + 1, beat: this.#tick() })
    this.tokens.push(token)
  }

  byToken(token: string): ModelJob | undefined {
    return this.jobs.find((job) => !job.removed && job.token === token)
  }

  tokenState(token: string): string {
    return this.byToken(token)?.state ?? (this.revoked.has(token) ? 'cancelled' : 'unknown')
  }

  renew(token: string): string {
    const job = this.byToken(token)
    if (job?.state === 'running') job.beat = this.#tick()
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
    this.#end(job, result, failed)
    this.#release([job])
    this.#cancel(this.#childrenOf([job]))
    return 'finished'
  }

  unclaim(token: string): boolean {
    const job = this.byToken(token)
    if (job?.state !== 'running') return false
    this.#giveBack(job)
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
        this.#giveBack(job)
      } else {
        fates.failed.push(job.id)
        Object.assign(job, { token: null, beat: null })
        this.#end(job, error27, true)
        lost.push(job)
      }
    }
    this.#release(lost)
    this.#cancel(this.#childrenOf(lost))
    return fates
  }

  cancel(compose: ModelCompose): string[] {
    return this.#cancel(this.#jobsOf(compose))
  }

  delete(compose: ModelCompose): string[] {
    this.cancel(compose)
    compose.deleted = true
    return this.#sweep(compose)
  }

  sweepDeleted(): string[] {
    return this.composes.filter(({ deleted }) => deleted).flatMap((compose) => this.#sweep(compose))
  }

  /** With everything downstream, and the children of all that. */
  #cancel(jobs: ModelJob[]): string[] {
    const cancelled: string[] = []
    let level = jobs
    while (level.length > 0) {
      const now = level.filter((job) => ['waiting', 'ready', 'running'].includes(job.state))
      for (const job of now) job.state = 'cancelled'
      cancelled.push(...now.map((job) => job.id))
      level = [...new Set([...this.#dependentsOf(now), ...this.#childrenOf(now)])]
    }
    return cancelled
  }

  #childrenOf(jobs: ModelJob[]): ModelJob[] {
    return this.jobs.filter((job) => !job.removed && job.parent !== null && jobs.includes(job.parent))
  }

  #jobsOf(compose: ModelCompose): ModelJob[] {
    return this.jobs.filter((job) => !job.removed && job.compose === compose)
  }

  #dependentsOf(jobs: ModelJob[]): ModelJob[] {
    return this.jobs.filter((job) => !job.removed && job.dependsOn.some(({ on }) => jobs.includes(on)))
  }

  #sweep(compose: ModelCompose): string[] {
    const removed: string[] = []
    for (;;) {
      const gone = this.#jobsOf(compose).filter(
        (job) => job.beat === null && this.#dependentsOf([job]).length === 0,
      )
      if (gone.length === 0) return removed
      for (const job of gone) job.removed = true
      removed.push(...gone.map((job) => job.id))
    }
  }

  /** Downstream, level by level. */
  #release(ended: ModelJob[]): void {
    for (let level = ended; level.length > 0;) {
      const edges = this.#dependentsOf(level)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .flatMap((dependent) =>
          dependent.dependsOn.filter(({ on }) => level.includes(on)).map((edge) => ({ dependent, ...edge })),
        )
      const next: ModelJob[] = []
      for (const { dependent, on, failureResult } of edges) {
        if (dependent.state !== 'waiting') continue
        if (on.failed && failureResult !== null) {
          this.#end(dependent, failureResult, true)
          next.push(dependent)
        } else {
          dependent.unmet -= 1
          if (dependent.unmet === 0) this.#makeReady(dependent, this.#tick())
        }
      }
      level = next
    }
  }

  #end(job: ModelJob, result: string | null, failed: boolean): void {
    Object.assign(job, { state: 'finished', result, failed })
  }

  #giveBack(job: ModelJob): void {
    Object.assign(job, { state: 'ready', token: null, result: null, beat: null })
  }

  #makeReady(job: ModelJob, now: number): void {
    job.state = 'ready'
    job.readyAt = now
  }

  #tick(): number {
    this.#now += 1
    return this.#now
  }
}
