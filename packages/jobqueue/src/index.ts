export {
  ClaimInterruptedError,
  IdempotencyConflictError,
  InvalidGraphError,
  UnknownDependencyError,
} from './errors.js'
export { createQueueListener, type QueueListener, type QueueListenerOptions } from './listener.js'
export { createJobQueue, type JobQueue, type JobQueueOptions } from './queue.js'
export type { LongResultWriter } from './long-result.js'
export type { Kept } from './sql/long-results.js'
export * from './types.js'
export { waitForFinish, type Waited } from './wait-for-finish.js'
export { startInstanceReports } from './report-instance.js'
