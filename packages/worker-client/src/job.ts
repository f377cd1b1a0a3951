import type { RawJson } from './raw-json.js'

/** Progress of a job; clients see one level of nesting. */
export interface Progress {
  message: string
  done: number
  total: number
  sub_progress?: { message: string; done: number; total: number }
}

/** Current state of a child job, which was enqueued for a running job. */
export interface ChildJob {
  id: string
  state: 'waiting' | 'ready' | 'running' | 'finished' | 'cancelled'
  /** Result of a finished job, as the JSON text that its worker sent; otherwise undefined. */
  result: string | undefined
}

/** One attempt at one job, as handed out by the worker API. Every call sends the attempt's token. */
export interface Job {
  id: string
  /** Job type without the architecture, such as `osbuild`. */
  type: string
  composeId: string | undefined
  args: unknown
  /** Results of the dependencies, in their order; null for one without a result. */
  dynamicArgs: unknown[]
  /** The whole answer as JSON text, for values that JSON.parse would change. */
  text: string

  /** Renews the lease of the attempt. `lost`: the server gave the job to another worker, or the attempt has ended. */
  heartbeat(signal?: AbortSignal): Promise<'running' | 'cancelled' | 'lost'>
  /**
   * For manifest makers: has the workers of the job's tenant solve packages. This is one long poll: while the child is
   * not finished, call it again at once with the same args.
   * @param args JSON text of the args of a `depsolve` job
   * @throws {WorkerApiError} with status 404 when this attempt no longer counts
   */
  depsolve(args: string, signal?: AbortSignal): Promise<ChildJob>
  /**
   * For manifest makers: gives the job back to the queue, at its old place and without using up a try. `over`: the
   * attempt has ended already, or the job was cancelled. A failed call is not repeated; the job is then free when its
   * lease expires.
   * @throws {WorkerApiError} if the server refuses
   */
  release(signal?: AbortSignal): Promise<'released' | 'over'>
  sendProgress(progress: Progress, signal?: AbortSignal): Promise<void>
  /**
   * Uploads a file. Tries again for some 45 s after a lost connection or a temporary error of the server, and once with
   * a new access token after a 401. `open` is called for each try.
   * @throws {WorkerApiError} if the server refuses the file
   */
  upload(name: string, open: () => AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>
  /**
   * Ends the attempt with this result. Tries without a time limit until the server answers; repeating the same report
   * is safe. `refused`: the attempt has ended already.
   */
  report(result: Record<string, unknown> | RawJson, signal?: AbortSignal): Promise<'accepted' | 'refused'>
}
