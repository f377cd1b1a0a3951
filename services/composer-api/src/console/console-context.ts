import type { JobQueue } from '@composer/jobqueue'
import type { Operator } from '@composer/operator'
import type { NowFeed } from './now-feed.js'

/** What the console's handlers need from outside. */
export interface ConsoleContext {
  operator: Operator
  queue: JobQueue
  feed: NowFeed
  mode: 'read-only' | 'full'
  /** Lower case. */
  actorHeader: string
  /** Acts when the header is missing; '' for nobody. */
  defaultActor: string
  version: string
}
