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

/**
 * Records the state of this process for operators, now and then every half minute until `stop`. Nothing depends on
 * these records.
 */
export function startInstanceReports({ queue, service, version, facts, onFailure }: InstanceOptions) {
  const own = { id: randomUUID(), service, version, host: hostname(), startedAt: new Date() }
  let under = Promise.resolve()
  const report = () => {
    under = queue.reportInstance({ ...own, facts: facts() }).catch(onFailure)
  }
  report()
  const timer = setInterval(report, intervalMs).unref()
  return {
    /** Resolves when the record of this process is removed, or could not be removed. */
    async stop(): Promise<void> {
      clearInterval(timer)
      await under
      await queue.removeInstance(own.id).catch(onFailure)
    },
  }
}
