import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { JobQueue } from './queue.js'
import type { InstanceReport } from './types.js'

const intervalMs = 30_000

interface InstanceOptions {
  queue: Pick<JobQueue, 'reportInstance' | 'removeInstance'>
  service: string
  version: string
  facts: () => InstanceReport['facts']
  onFailure: (error: unknown) => void
}

/** Tells operators of this process, now and every half minute, until it stops. Nothing depends on it. */
export function startInstanceReports({ queue, service, version, facts, onFailure }: InstanceOptions) {
  const own = { id: randomUUID(), service, version, host: hostname(), startedAt: new Date() }
  let under = Promise.resolve()
  const report = () => {
    under = queue.reportInstance({ ...own, facts: facts() }).catch(onFailure)
  }
  report()
  const timer = setInterval(report, intervalMs).unref()
  return {
    /** Resolves when the row is gone, or cannot be removed. */
    async stop(): Promise<void> {
      clearInterval(timer)
      await under
      await queue.removeInstance(own.id).catch(onFailure)
    },
  }
}
