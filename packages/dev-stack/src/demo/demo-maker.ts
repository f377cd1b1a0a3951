import {
  createWorkerClient,
  runWorker,
  type WorkerClientOptions,
  type WorkerLog,
} from '@composer/worker-client'
import { manifestIdOnly } from './handlers/manifest-id-only.js'

export interface DemoMakerOptions {
  api: Omit<WorkerClientOptions, 'arch'>
  /** How long one simulated build takes; a manifest takes an eighth of it, and its solves. */
  workMs: number
  heartbeatMs: number
  log: WorkerLog
}

/** A maker of manifests that speaks the real protocol, children included, and makes up the manifests. */
export function startDemoMaker({ api, workMs, ...options }: DemoMakerOptions): { stop(): Promise<unknown> } {
  const client = createWorkerClient({ ...api, arch: 'x86_64' })
  const maker = runWorker({
    ...options,
    client,
    handlers: { 'manifest-id-only': manifestIdOnly(workMs) },
    concurrency: 20,
    polls: 1,
    retryMs: 200,
  })
  return {
    /** At once: a simulated manifest is not worth waiting for. */
    async stop() {
      await maker.release()
      await client.close()
    },
  }
}
