import type { ArtifactStore } from '@composer/artifact-store'
import type { JobQueue } from '@composer/jobqueue'
import type { Operator } from '@composer/operator'
import type { LiveFeed } from './live-feed.js'

/** What the console's handlers need from outside. */
export interface ConsoleContext {
  operator: Operator
  queue: JobQueue
  /** Null when nothing is stored. */
  artifacts: ArtifactStore | null
  feed: LiveFeed
  mode: 'read-only' | 'full'
  /** Lower case. */
  actorHeader: string
  /** Acts when the header is missing; '' for nobody. */
  defaultActor: string
  version: string
}
