import {
  createWorkerClient,
  type RunningWorker,
  runWorker,
  type WorkerClientOptions,
  type WorkerLog,
} from '@composer/worker-client'
import { buildHandlers, quickHandlers } from './handlers/index.js'

export interface DemoWorkerOptions {
  /** Where the worker API is and how to get in. */
  api: Omit<WorkerClientOptions, 'arch'>
  arch: string
  /** How long one simulated build takes. */
  workMs: number
  heartbeatMs: number
  log: WorkerLog
}

export interface DemoWorker {
  /** Ends at once: a simulated build is not worth waiting for. */
  stop(): Promise<void>
}

/**
 * A worker that speaks the real protocol and simulates the work. Like the workers of production it asks for depsolves
 * and searches in one loop and for everything else in another.
 */
export function startDemoWorker({ api, arch, workMs, heartbeatMs, log }: DemoWorkerOptions): DemoWorker {
  const client = createWorkerClient({ ...api, arch })
  const common = { client, log, heartbeatMs, progressMs: 200, retryMs: 200 }
  const quick = runWorker({ ...common, handlers: quickHandlers() })
  let builder = startBuilder()

  function startBuilder(): RunningWorker {
    const started = runWorker({
      ...common,
      handlers: buildHandlers({ workMs, arch, die: () => void replace(started) }),
      concurrency: 2,
    })
    return started
  }

  /** A supervisor would start a dead worker again; its job waits for the lease to run out. */
  async function replace(dead: RunningWorker): Promise<void> {
    if (builder !== dead) return
    builder = startBuilder()
    await dead.kill()
  }

  return {
    async stop() {
      await Promise.all([quick.kill(), builder.kill()])
      await client.close()
    },
  }
}
