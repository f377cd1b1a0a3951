import type { Channel } from './channel.js'

export interface WorkerRow {
  id: string
  channel: Channel
  arch: string
  registeredAt: Date
  seenAt: Date
  /** Its running jobs. */
  jobs: { id: string; composeId: string; type: string; startedAt: Date }[]
}

export interface InstanceRow {
  id: string
  service: string
  version: string
  host: string
  startedAt: Date
  seenAt: Date
  /** As the process reported them: `listener`, `waiting_polls`, … */
  facts: Record<string, unknown>
}
