import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'

export interface ThreadsOptions {
  /** A compiled module. */
  module: URL
  /** Its function that does one task. */
  name: string
  threads: number
}

export interface Threads {
  /** Runs the module's function in one of the threads; `transfer` goes there without a copy. */
  execute<Task, Result>(task: Task, transfer?: ArrayBuffer[]): Promise<Result>
  /** Ends the threads; what they were doing is rejected. */
  close(): Promise<void>
}

/** How long a thread without work is kept: starting one takes some 30 ms. */
const idleMs = 60_000

/** Threads of this process, started when there is work. */
export function createThreads({ module, name, threads }: ThreadsOptions): Threads {
  const pool = new Piscina({
    filename: fileURLToPath(module),
    name,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: idleMs,
    concurrentTasksPerWorker: 1,
    // The environment holds secrets, and a thread needs none of it.
    env: {},
  })
  return {
    execute: (task, transfer = []) => pool.run(task, { transferList: transfer }),
    close: () => pool.destroy(),
  }
}
