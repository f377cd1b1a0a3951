import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'

export interface ThreadsOptions {
  /** A compiled module. */
  module: URL
  /** Its function that does one task. */
  name: string
  threads: number
  /** What the module finds as `workerData`, copied for each thread. */
  data?: unknown
  /** How long a thread without work is kept; a minute by default, since starting one takes some 30 ms. */
  idleMs?: number
  /** A thread that needs more heap than this ends, and what it was doing is rejected. */
  heapMib?: number
}

export interface Threads {
  /** Runs the module's function in one of the threads; `transfer` goes there without a copy. */
  execute<Task, Result>(task: Task, transfer?: ArrayBuffer[]): Promise<Result>
  /** Ends the threads; what they were doing is rejected. */
  close(): Promise<void>
}

/** Threads of this process, started when there is work. */
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
