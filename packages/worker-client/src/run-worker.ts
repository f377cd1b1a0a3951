import { createBackOff } from './back-off.js'
import type { Job } from './job.js'
import { createPlaces } from './places.js'
import { type Handler, messageOf, runJob, type WorkerLog } from './run-job.js'
import type { WorkerClient } from './worker-client.js'

export interface WorkerOptions {
  client: WorkerClient
  /** What to do per job type; these types are asked for. */
  handlers: Readonly<Record<string, Handler>>
  /** Types to ask for when that is fewer than there are handlers. */
  types?: string[]
  /** Jobs at a time (default 1). */
  concurrency?: number
  /** Requests for a job that wait at the same time, while there is room for one; default: one for each free place. */
  polls?: number
  log?: WorkerLog
  /** Default 15 s; the server gives a silent job up after 120 s. */
  heartbeatMs?: number
  /** At least this long between two progress messages of a job; default 5 s. */
  progressMs?: number
  /** How often the registration is kept alive; default 60 s. */
  statusMs?: number
  /** First wait after a failed request for a job; doubles up to 30 s. Default 1 s. */
  retryMs?: number
}

export interface RunningWorker {
  /** Asks for no more jobs and waits for the running ones. */
  stop(): Promise<void>
  /** Gives up the running jobs at once, without reports: the server hands them out again when their leases run out. */
  kill(): Promise<void>
  /** For makers: gives up the running jobs at once and tells the server, which hands them out again, without a try used up. */
  release(): Promise<void>
  /** Settles when the worker has ended. */
  done: Promise<void>
}

const silent: WorkerLog = { info() {}, warn() {} }

/** Registers a worker, asks for jobs and runs them until it is stopped. */
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
