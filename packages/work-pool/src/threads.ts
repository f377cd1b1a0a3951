import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'

export interface ThreadsOptions {
  /** A compiled module. */
  module: URL
  /** Name of the module's function that does one task. */
  name: string
  /** Largest number of threads. */
  threads: number
  /** Passed to each thread as a copy; see `threadData`. */
  data?: unknown
  /** How long a thread without work is kept; default one minute, because starting one takes some 30 ms. */
  idleMs?: number
  /** Heap limit of a thread. A thread that exceeds it ends, and its task is rejected. */
  heapMib?: number
}

export interface Threads {
  /** Runs the module's function in one of the threads. The buffers in `transfer` are moved there, not copied. */
  execute<Task, Result>(task: Task, transfer?: ArrayBuffer[]): Promise<Result>
  /** Ends the threads; running tasks are rejected. */
  close(): Promise<void>
}

/** Makes a pool of worker threads, which are started when there is work. */
export function createThreads(options: ThreadsOptions): Threads {
  const { module, name, threads, data, heapMib, idleMs = 60_000 } = options
  const pool = new Piscina({
    filename: fileURLToPath(module),
    name,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: idleMs,
    concurrentTasksPerWorker: 1,
    workerData: data,
    ...(heapMib !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapMib } }),
    // The environment holds secrets, and a thread needs none of it.
    env: {},
  })
  return {
    execute: (task, transfer = []) => pool.run(task, { transferList: transfer }),
    close: () => pool.destroy(),
  }
}
