import { byReadiness, type ModelCompose, type ModelJob, type ModelWorker } from './queue-model-jobs.js'

/** What a queue holds and how its jobs change with each other: the steps that several calls have in common. */
export class ModelState {
  readonly jobs: ModelJob[] = []
  readonly composes: ModelCompose[] = []
  /** Every token ever handed out, dead ones too. */
  readonly tokens: string[] = []
  /** Those that an operator took away from a worker, and their channels. */
  readonly revoked = new Map<string, string>()
  /** Null stands for all. */
  readonly pauses: { channel: string | null; type: string | null }[] = []
  readonly workers: ModelWorker[] = []
  /** What operators did and the answers. */
  readonly audit: string[] = []
  #now = 0

  byToken(token: string): ModelJob | undefined {
    return this.jobs.find((job) => !job.removed && job.token === token)
  }

  tokenState(token: string): string {
    return this.byToken(token)?.state ?? (this.revoked.has(token) ? 'cancelled' : 'unknown')
  }

  cancel(compose: ModelCompose): string[] {
    return this.cancelJobs(this.jobsOf(compose))
  }

  /** With everything downstream, and the children of all that. */
  protected cancelJobs(jobs: ModelJob[]): string[] {
    const cancelled: string[] = []
    let level = jobs
    while (level.length > 0) {
      const now = level.filter((job) => ['waiting', 'ready', 'running'].includes(job.state))
      for (const job of now) job.state = 'cancelled'
      cancelled.push(...now.map((job) => job.id))
      level = [...new Set([...this.dependentsOf(now), ...this.childrenOf(now)])]
    }
    return cancelled
  }

  /** Downstream, level by level. */
  protected release(ended: ModelJob[]): void {
    for (let level = ended; level.length > 0;) {
      const edges = this.dependentsOf(level)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .flatMap((dependent) =>
          dependent.dependsOn.filter(({ on }) => level.includes(on)).map((edge) => ({ dependent, ...edge })),
        )
      const next: ModelJob[] = []
      for (const { dependent, on, failureResult } of edges) {
        if (dependent.state !== 'waiting') continue
        if (on.failed && failureResult !== null) {
          this.end(dependent, failureResult, true)
          next.push(dependent)
        } else {
          dependent.unmet -= 1
          if (dependent.unmet === 0) this.makeReady(dependent, this.tick())
        }
      }
      level = next
    }
  }

  protected sweep(compose: ModelCompose): string[] {
    const removed: string[] = []
    for (;;) {
      const gone = this.jobsOf(compose).filter(
        (job) => job.beat === null && this.dependentsOf([job]).length === 0,
      )
      if (gone.length === 0) return removed
      for (const job of gone) job.removed = true
      removed.push(...gone.map((job) => job.id))
    }
  }

  protected ready(type: string): ModelJob[] {
    return this.jobs.filter((job) => job.state === 'ready' && job.type === type).toSorted(byReadiness)
  }

  protected end(job: ModelJob, result: string | null, failed: boolean): void {
    Object.assign(job, { state: 'finished', result, failed })
  }

  protected giveBack(job: ModelJob, ending: string): void {
    if (job.started) job.endings.push(ending)
    Object.assign(job, {
      state: 'ready',
      token: null,
      worker: null,
      started: false,
      result: null,
      beat: null,
    })
  }

  protected makeReady(job: ModelJob, now: number): void {
    job.state = 'ready'
    job.readyAt = now
  }

  protected jobsOf(compose: ModelCompose): ModelJob[] {
    return this.jobs.filter((job) => !job.removed && job.compose === compose)
  }

  protected childrenOf(jobs: ModelJob[]): ModelJob[] {
    return this.jobs.filter((job) => !job.removed && job.parent !== null && jobs.includes(job.parent))
  }

  protected dependentsOf(jobs: ModelJob[]): ModelJob[] {
    return this.jobs.filter((job) => !job.removed && job.dependsOn.some(({ on }) => jobs.includes(on)))
  }

  protected isPaused(channel: string, type: string): boolean {
    return this.pauses.some(
      (pause) =>
        (pause.channel === null || pause.channel === channel) && (pause.type === null || pause.type === type),
    )
  }

  protected tick(): number {
    this.#now += 1
    return this.#now
  }
}
