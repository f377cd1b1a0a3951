import type { RawJson } from './raw-json.js'

/** How far a job is; one level of nesting is shown. */
export interface Progress {
  message: string
  done: number
  total: number
  sub_progress?: { message: string; done: number; total: number }
}

/** A job that was enqueued for a running one, as of now. */
export interface ChildJob {
  id: string
  state: 'waiting' | 'ready' | 'running' | 'finished' | 'cancelled'
  /** Of a finished one: its result as JSON text, as its worker sent it. */
  result: string | undefined
}

/** One attempt at one job, as handed out by the worker API. Every call names the attempt's token. */
export interface Job {
  id: string
  /** Without the architecture: `osbuild`. */
  type: string
  composeId: string | undefined
  args: unknown
  /** Results of the dependencies, in order; null where one has none. */
  dynamicArgs: unknown[]
  /** The answer as JSON text, for values that do not survive JSON.parse. */
  text: string

  /** Keeps the attempt alive and tells whether it still counts. `lost`: the server gave the job to somebody else, or it is over. */
  heartbeat(signal?: AbortSignal): Promise<'running' | 'cancelled' | 'lost'>
  /**
   * For makers: has the workers of the job's tenant solve packages. One long poll: while the child is not finished, ask
   * again with the same args, at once.
   * @param args JSON text of the args of a `depsolve` job
   * @throws {WorkerApiError} with status 404 when this attempt no longer counts
   */
  depsolve(args: string, signal?: AbortSignal): Promise<ChildJob>
  /**
   * For makers: gives the job back, which is ready again in its old place and loses no try. `over`: the attempt no longer
   * counts, or the job was cancelled. Not repeated: the lease ends what this does not.
   * @throws {WorkerApiError} when the server does not take it
   */
  release(signal?: AbortSignal): Promise<'released' | 'over'>
  sendProgress(progress: Progress, signal?: AbortSignal): Promise<void>
  /**
   * Uploads a file; `open` is called again for each further try: with a fresh token, after a lost connection, or when the
   * server is in trouble, for some 45 s.
   * @throws {WorkerApiError} when the server does not take it
   */
  upload(name: string, open: () => AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>
  /**
   * Ends the attempt with this result. Tries until the server answers, however long that takes; the server takes a
   * repeated report of the same result for the first one. `refused`: the attempt no longer counts.
   */
  report(result: Record<string, unknown> | RawJson, signal?: AbortSignal): Promise<'accepted' | 'refused'>
}
