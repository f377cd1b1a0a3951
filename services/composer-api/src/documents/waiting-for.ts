import { archOf, wireType } from '@composer/contracts'
import type { JobRow } from '@composer/jobqueue'
import type { WaitingFor } from './schemas.js'

/** Milliseconds. A free worker takes a ready job at once, so a job that is ready for longer has no free worker. */
const PATIENCE_MS = 10_000

/**
 * The kinds of job that lack a free worker: one item for each job type (and architecture) with a job that has been ready
 * for 10 s or more, the longest wait first. Empty when there is no such job.
 */
export function waitingFor(jobs: readonly JobRow[], now: Date): { waiting_for?: WaitingFor[] } {
  const kinds = new Map<string, Date>()
  for (const { type, state, readyAt } of jobs) {
    if (state !== 'ready' || !readyAt || now.getTime() - readyAt.getTime() < PATIENCE_MS) continue
    const known = kinds.get(type)
    if (!known || readyAt < known) kinds.set(type, readyAt)
  }
  if (kinds.size === 0) return {}
  const oldestFirst = [...kinds].sort(([, a], [, b]) => a.getTime() - b.getTime())
  return { waiting_for: oldestFirst.map(([type, since]) => item(type, since)) }
}

function item(type: string, since: Date): WaitingFor {
  const architecture = archOf(type)
  return {
    job_type: wireType(type),
    ...(architecture !== '' && { architecture }),
    since: since.toISOString(),
  }
}
