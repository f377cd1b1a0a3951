/** A queue as simple as it can be said: arrays and loops, no database. What the real one does must look like this. */

export interface ModelEdge {
  on: ModelJob
  failureResult: string | null
}

export interface ModelJob {
  id: string
  compose: ModelCompose
  type: string
  state: 'waiting' | 'ready' | 'running' | 'finished' | 'cancelled'
  dependsOn: ModelEdge[]
  unmet: number
  attempt: number
  token: string | null
  failed: boolean
  result: string | null
  /** Order of becoming ready. */
  readyAt: number
  /** When the lease was last renewed, if there is one. */
  beat: number | null
  removed: boolean
}

export interface ModelCompose {
  id: string
  deleted: boolean
}

export interface PlannedModelJob {
  type: string
  dependsOn: ModelEdge[]
}

export const maxRequeues = 2
export const error27 =
  '{"job_error":{"id":27,"reason":"Workers running this job stopped responding more than 2 times."}}'

/** How far `age` moves a lease back; more than the heartbeat timeout. */
export const ageSeconds = 200
const aged = 1e9

export class QueueModel {
  readonly jobs: ModelJob[] = []
  readonly composes: ModelCompose[] = []
  /** Every token ever handed out, dead ones too. */
  readonly tokens: string[] = []
  #now = 0

  /** Null where a dependency cannot be had. `ids` come from the real queue, in plan order. */
  mayDependOn(job: ModelJob): boolean {
    return !job.removed && !job.compose.deleted && job.state !== 'cancelled'
  }

  /** `plan` edges may name jobs of the plan by way of `planned`. */
  enqueue(ids: string[], plan: (planned: ModelJob[]) => PlannedModelJob[]): void {
    const compose: ModelCompose = { id: ids.at(-1) ?? '', deleted: false }
    this.composes.push(compose)
    const now = this.#tick()
    const stored = new Set(this.jobs)
    const planned = ids.map((id): ModelJob => ({
      id,
      compose,
      type: '',
      state: 'waiting',
      dependsOn: [],
      unmet: 0,
      attempt: 0,
      token: null,
      failed: false,
      result: null,
      readyAt: 0,
      beat: null,
      removed: false,
    }))
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

  /** The jobs a claim takes, in order. */
  claimable(types: string[], limit: number): ModelJob[] {
    const queues = types
      .map((type) =>
        this.jobs
          .filter((job) => job.state === 'ready' && job.type === type)
          .toSorted((a, b) => a.readyAt - b.readyAt || (a.id < b.id ? -1 : 1)),
      )
      .filter((queue) => queue.length > 0)
      .toSorted(([a], [b]) => {
        if (!a || !b) return 0
        return a.readyAt - b.readyAt || (a.id < b.id ? -1 : 1)
      })
    return queues.flat().slice(0, limit)
  }

  claim(job: ModelJob, token: string): void {
    Object.assign(job, { state: 'running', token, attempt: job.attempt + 1, beat: this.#tick() })
    this.tokens.push(token)
  }

  byToken(token: string): ModelJob | undefined {
    return this.jobs.find((job) => !job.removed && job.token === token)
  }

  tokenState(token: string): string {
    return this.byToken(token)?.state ?? 'unknown'
  }

  renew(token: string): string {
    const job = this.byToken(token)
    if (job?.state === 'running') job.beat = this.#tick()
    return this.tokenState(token)
  }

  storeResult(token: string, result: string): string {
    const job = this.byToken(token)
    if (!job) return 'unknown'
    if (job.state === 'finished') return 'finished'
    if (job.state !== 'running' || job.result !== null) return 'not-running'
    job.result = result
    return 'stored'
  }

  /** `result` null: the stored one. */
  finish(token: string, result: string | null, failed: boolean): string {
    const job = this.byToken(token)
    if (!job) return 'unknown'
    if (job.state === 'cancelled') return 'not-running'
    if (job.state === 'finished') return job.result === result ? 'repeated' : 'conflict'
    job.beat = null
    this.#end(job, result ?? job.result, failed)
    this.#release([job])
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
    return fates
  }

  cancel(compose: ModelCompose): string[] {
    const cancelled: string[] = []
    let level = this.#jobsOf(compose)
    while (level.length > 0) {
      const now = level.filter((job) => ['waiting', 'ready', 'running'].includes(job.state))
      for (const job of now) job.state = 'cancelled'
      cancelled.push(...now.map((job) => job.id))
      level = this.#dependentsOf(now)
    }
    return cancelled
  }

  delete(compose: ModelCompose): string[] {
    this.cancel(compose)
    compose.deleted = true
    return this.#sweep(compose)
  }

  sweepDeleted(): string[] {
    return this.composes.filter(({ deleted }) => deleted).flatMap((compose) => this.#sweep(compose))
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
