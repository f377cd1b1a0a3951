import { setMaxListeners } from 'node:events'
import { createApiClient } from './api-client.js'
import { createRecorder, type Tally } from './recorder.js'
import { runUser, sleep } from './virtual-user.js'
import { runWorker } from './virtual-worker.js'

export interface LoadOptions {
  /** Where the APIs are, with their base paths: `https://composer.example.com/api/image-builder-composer/v2`. */
  composerUrl: string
  workerUrl: string
  /** Bearer tokens; undefined without authentication. */
  composerToken?: string | undefined
  workerToken?: string | undefined
  /** One more each second until they are all there. */
  users: number
  workers: number
  /** New composes are requested for so long. */
  seconds: number
  /** Then the open ones have so long to end. */
  drainSeconds: number
  /** No more composes than this, whatever the time. */
  maxComposes: number
  pollMs: number
  workMs: number
  distribution: string
}

export interface LoadReport {
  seconds: number
  tallies: Tally[]
  /** Composes by fate. */
  composes: { success: number; failure: number; lost: number }
  /** Milliseconds from request to success as the users see it. */
  turnaround: { p50: number; p95: number }
  jobs: number
}

export interface RunningLoad {
  /** No new composes from now on; `done` settles when the open ones have ended. */
  finish(): void
  done: Promise<LoadReport>
}

/** Puts users and workers on two APIs. Ends by itself; composes and time are bounded. */
export function startLoad(options: LoadOptions): RunningLoad {
  const recorder = createRecorder()
  const composer = createApiClient(options.composerUrl, options.composerToken, recorder)
  const worker = createApiClient(options.workerUrl, options.workerToken, recorder)
  const ending = new AbortController()
  const end = new AbortController()
  const stopWorkers = new AbortController()
  // Everybody listens to them.
  setMaxListeners(0, ending.signal, end.signal, stopWorkers.signal)
  const composes = { success: 0, failure: 0, lost: 0 }
  const turnarounds = createRecorder()
  let asked = 0
  let jobs = 0

  const user = async (number: number) => {
    await sleep(number * 1000, ending.signal)
    await runUser({
      client: composer,
      basePath: pathOf(options.composerUrl),
      distribution: options.distribution,
      pollMs: options.pollMs,
      mayCompose: () => !ending.signal.aborted && (asked += 1) <= options.maxComposes,
      ending: ending.signal,
      end: end.signal,
      onCompose(fate, milliseconds) {
        composes[fate] += 1
        if (fate === 'success') turnarounds.succeeded('compose', milliseconds)
      },
    })
  }

  const run = async (): Promise<LoadReport> => {
    const started = performance.now()
    const workers = Array.from({ length: options.workers }, () =>
      runWorker({
        client: worker,
        basePath: pathOf(options.workerUrl),
        workMs: options.workMs,
        end: stopWorkers.signal,
        onJob: () => (jobs += 1),
      }),
    )
    const users = Promise.all(Array.from({ length: options.users }, (_, number) => user(number)))
    const finish = setTimeout(() => ending.abort(), options.seconds * 1000)
    const giveUp = setTimeout(() => end.abort(), (options.seconds + options.drainSeconds) * 1000)
    await users
    clearTimeout(finish)
    clearTimeout(giveUp)
    stopWorkers.abort()
    await Promise.all(workers)
    await Promise.all([composer.close(), worker.close()])
    const [turnaround] = turnarounds.tallies()
    return {
      seconds: (performance.now() - started) / 1000,
      tallies: recorder.tallies().toSorted((a, b) => a.name.localeCompare(b.name)),
      composes,
      turnaround: { p50: turnaround?.p50 ?? 0, p95: turnaround?.p95 ?? 0 },
      jobs,
    }
  }
  return { finish: () => ending.abort(), done: run() }
}

const pathOf = (url: string) => new URL(url).pathname.replace(/\/$/, '')
