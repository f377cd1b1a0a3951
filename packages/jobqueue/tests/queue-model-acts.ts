import type { ModelCompose, ModelJob, ModelWorker } from './queue-model-jobs.js'
import { ModelState } from './queue-model-state.js'

/** What operators do, and what they are answered. */
export class ModelWithActs extends ModelState {
  /** False: it is there, or is not there, already. */
  pause(channel: string | null, type: string | null): boolean {
    const done = this.#pauseAt(channel, type) === -1
    if (done) this.pauses.push({ channel, type })
    return this.#audited('pause', done)
  }

  resume(channel: string | null, type: string | null): boolean {
    const at = this.#pauseAt(channel, type)
    if (at !== -1) this.pauses.splice(at, 1)
    return this.#audited('resume', at !== -1)
  }

  #pauseAt(channel: string | null, type: string | null): number {
    return this.pauses.findIndex((pause) => pause.channel === channel && pause.type === type)
  }

  #audited(action: string, done: boolean): boolean {
    this.audit.push(`${action} ${done ? 'done' : 'nothing-to-do'}`)
    return done
  }

  register(id: string, channel: string): void {
    this.workers.push({ id, channel, expired: false })
  }

  /** What the worker has goes on. */
  expire(worker: ModelWorker): boolean {
    const done = !worker.expired
    worker.expired = true
    return this.#audited('expire', done)
  }

  /** How many jobs an operator's cancel ended; null: there is no such compose. */
  operatorCancel(compose: ModelCompose): number | null {
    if (compose.deleted) return null
    const cancelled = this.cancel(compose).length
    this.#audited('cancel', cancelled > 0)
    return cancelled
  }

  /** An operator takes a running job from its worker. */
  requeue(job: ModelJob): string {
    if (job.removed || job.compose.deleted) return 'unknown'
    const running = job.state === 'running'
    this.audit.push(`requeue ${running ? 'done' : 'not-running'}`)
    if (!running) return 'not-running'
    this.revoked.set(job.token ?? '', job.compose.channel)
    this.giveBack(job, 'requeued')
    job.attempt -= 1
    for (const child of this.childrenOf([job])) child.parentAttempt = job.attempt
    return 'done'
  }

  /** The jobs that get another try, or those whose erased args make it impossible. */
  retry(compose: ModelCompose): { answer: string; jobs: ModelJob[] } {
    if (compose.deleted) return { answer: 'unknown', jobs: [] }
    const again = this.#retried(compose)
    const erased = again.filter((job) => job.confidential && ['finished', 'cancelled'].includes(job.state))
    const answer = again.length === 0 ? 'nothing-to-do' : erased.length > 0 ? 'erased' : 'done'
    this.audit.push(`retry ${answer}`)
    if (answer !== 'done') return { answer, jobs: erased }
    for (const job of again)
      if (job.beat !== null && job.token !== null) this.revoked.set(job.token, job.compose.channel)
    for (const child of this.childrenOf(again)) child.parentAttempt = 0
    const now = this.tick()
    for (const job of again) {
      job.unmet = job.dependsOn.filter(({ on }) => again.includes(on) || on.state !== 'finished').length
    }
    for (const job of again) {
      this.giveBack(job, 'retried')
      Object.assign(job, { state: 'waiting', attempt: 0, failed: false })
      if (job.unmet === 0) this.makeReady(job, now)
    }
    return { answer, jobs: again }
  }

  /** What failed or was cancelled, a koji build that was closed, and what waits behind them. */
  #retried(compose: ModelCompose): ModelJob[] {
    const jobs = this.jobsOf(compose)
    const again: ModelJob[] = []
    let level = jobs.filter((job) => job.parent === null && (job.failed || job.state === 'cancelled'))
    const closed = (job: ModelJob) => job.role === 'finalize' && job.state === 'finished'
    if (level.length > 0 && jobs.some(closed)) {
      level.push(...jobs.filter((job) => job.role === 'init' && job.state === 'finished' && !job.failed))
    }
    while (level.length > 0) {
      again.push(...level)
      level = this.dependentsOf(level).filter(
        (job) =>
          !again.includes(job) &&
          (['waiting', 'ready'].includes(job.state) ||
            (job.compose === compose && (job.failed || job.state === 'cancelled' || closed(job)))),
      )
    }
    return again
  }
}
