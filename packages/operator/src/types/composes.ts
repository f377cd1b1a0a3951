import type { GraphKind, JobState } from '@composer/jobqueue'
import type { AuditRow } from './actions.js'
import type { Channel } from './channel.js'
import type { JobSummary, ChainLink, TargetRow } from './jobs.js'

/** The state of a compose, derived from the states of its jobs. */
export type ComposeState = 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled'

export interface ComposeSummary {
  id: string
  channel: Channel
  kind: GraphKind
  externalId: string | null
  createdAt: Date
  state: ComposeState
  /** From the request; null without a request. */
  distribution: string | null
  imageTypes: string[]
  jobs: Record<JobState, number>
}

export interface ComposeFilter {
  /** The whole id of a compose or one of its jobs, or at least four characters of its beginning. */
  id?: string
  externalId?: string
  channel?: Channel
  state?: ComposeState
  distribution?: string
  imageType?: string
  from?: Date
  to?: Date
  limit: number
  /** `next` of the previous page. */
  cursor?: string
}

export interface ComposePage {
  composes: ComposeSummary[]
  /**
   * Cursor of the next page; null at the end. A page can be short or empty and still have a next one: one search
   * examines a bounded number of composes.
   */
  next: string | null
}

export interface ComposeDetail extends ComposeSummary {
  expiresAt: Date
  /** The redacted request as JSON text. */
  request: string | null
  /** In plan order. */
  jobList: JobSummary[]
  /** The errors of its jobs, the deepest cause first. */
  errors: ChainLink[]
  audit: AuditRow[]
  targets: TargetRow[]
}
