import { archOf, wireType } from '@composer/contracts'
import type { JobRow } from '@composer/jobqueue'
import type { WaitingFor } from './schemas.js'

/** A job that workers wait for is taken at once. One that is still there after this long has no free worker. */
const PATIENCE_MS = 10_000

/**
 * What nobody has taken of these jobs for some seconds, one item for each kind of job, the one that waits longest first;
 * nothing when there is none.
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
