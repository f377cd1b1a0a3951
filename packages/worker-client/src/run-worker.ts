import { createBackOff } from './back-off.js'
import type { Job } from './job.js'
import { createPlaces } from './places.js'
import { type Handler, messageOf, runJob, type WorkerLog } from './run-job.js'
import type { WorkerClient } from './worker-client.js'

export interface WorkerOptions {
  client: WorkerClient
  /** Handlers by job type. */
  handlers: Readonly<Record<string, Handler>>
  /** Job types to request; default: all types with a handler. */
  types?: string[]
  /** Largest number of jobs at the same time (default 1). */
  concurrency?: number
  /** Largest number of long polls for jobs at the same time; default: one for each free place. */
  polls?: number
  log?: WorkerLog
  /** Interval of the heartbeats of a job; default 15 s. Without any, the server takes the job back after 120 s. */
  heartbeatMs?: number
  /** Least time between two progress messages of a job; default 5 s. */
  progressMs?: number
  /** Interval of the status messages that keep the registration alive; default 60 s. */
  statusMs?: number
  /** First pause after a failed request for a job, default 1 s; it doubles up to 30 s. */
  retryMs?: number
}

export interface RunningWorker {
  /** Requests no more jobs and waits for the running ones. */
  stop(): Promise<void>
  /** Aborts the running jobs at once, without reports. The server hands them out again when their leases expire. */
  kill(): Promise<void>
  /** For manifest makers: aborts the running jobs at once and gives them back to the queue, without using up a try. */
  release(): Promise<void>
  /** Settles when the worker has ended. */
  done: Promise<void>
}

const silent: WorkerLog = { info() {}, warn() {} }

/** Registers a worker, requests jobs and runs them until it is stopped. @throws TypeError if a type has no handler */
export function runWorker(options: WorkerOptions): RunningWorker {
  const { client, handlers, log = silent } = options
  const types = options.types ?? Object.keys(handlers)
  const missing = types.filter((type) => !Object.hasOwn(handlers, type))
  if (missing.length > 0) throw new TypeError(`no handler for: ${missing.join(', ')}`)

  const stopping = new AbortController()
  const killing = new AbortController()
  let releasing = false
  let workerId: string | undefined

  const keepRegistered = async () => {
    try {
      if (workerId !== undefined && (await client.sendWorkerStatus(workerId, stopping.signal)) === 'known')
        return
      workerId = await client.register(stopping.signal)
    } catch (error) {
      if (!stopping.signal.aborted) log.warn('registration failed', { error: messageOf(error) })
    }
  }

  const run = async (job: Job) => {
    log.info('job taken', { job_id: job.id, type: job.type })
    const handler = handlers[job.type]
    if (!handler)
      throw new TypeError(`the server handed out a job of type ${job.type}, which was not asked for`)
    const end = await runJob(job, handler, {
      heartbeatMs: options.heartbeatMs ?? 15_000,
      progressMs: options.progressMs ?? 5_000,
      log,
      signal: killing.signal,
    })
    if (releasing && end === 'given-up') await release(job)
  }

  const release = async (job: Job) => {
    const ids = { job_id: job.id, type: job.type }
    try {
      if ((await job.release()) === 'released') log.info('job released', ids)
    } catch (error) {
      log.warn('releasing a job failed', { ...ids, error: messageOf(error) })
    }
  }

  const concurrency = options.concurrency ?? 1
  const places = createPlaces(concurrency)
  const running = new Set<Promise<void>>()
  const loop = async () => {
    const newBackOff = () => createBackOff({ firstMs: options.retryMs ?? 1000, maxMs: 30_000 })
    let backOff = newBackOff()
    for (;;) {
      const leave = await places.enter()
      if (stopping.signal.aborted) return leave()
      try {
        const job = await client.requestJob(types, { workerId, signal: stopping.signal })
        backOff = newBackOff()
        if (!job) {
          leave()
          continue
        }
        const work = run(job)
          .catch((error: unknown) => {
            log.warn('running a job failed', { job_id: job.id, type: job.type, error: messageOf(error) })
          })
          .finally(() => {
            running.delete(work)
            leave()
          })
        running.add(work)
      } catch (error) {
        leave()
        if (stopping.signal.aborted) return
        log.warn('asking for a job failed', { error: messageOf(error) })
        await backOff.wait(stopping.signal).catch(() => {})
      }
    }
  }

  const start = async () => {
    await keepRegistered()
    const status = setInterval(() => void keepRegistered(), options.statusMs ?? 60_000)
    try {
      const polls = Math.min(options.polls ?? concurrency, concurrency)
      await Promise.all(Array.from({ length: polls }, loop))
      await Promise.all(running)
    } finally {
      clearInterval(status)
    }
  }
  const done = start()

  const kill = () => {
    stopping.abort()
    killing.abort(new Error('the worker is forced to stop'))
    return done
  }

  return {
    done,
    stop() {
      stopping.abort()
      return done
    },
    kill,
    release() {
      releasing = true
      return kill()
    },
  }
}
