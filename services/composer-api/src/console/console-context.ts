import type { ArtifactStore } from '@composer/artifact-store'
import type { JobQueue } from '@composer/jobqueue'
import type { Operator } from '@composer/operator'
import type { LiveFeed } from './live-feed.js'

/** What the console's handlers need from outside. */
export interface ConsoleContext {
  operator: Operator
  queue: JobQueue
  /** Null when no artifact store is configured. */
  artifacts: ArtifactStore | null
  feed: LiveFeed
  mode: 'read-only' | 'full'
  /** Name of the header with the operator's name, in lower case. */
  actorHeader: string
  /** The operator's name when the header is missing; '' for none. */
  defaultActor: string
  version: string
}
