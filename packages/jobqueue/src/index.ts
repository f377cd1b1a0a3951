export {
  ClaimInterruptedError,
  IdempotencyConflictError,
  InvalidGraphError,
  UnknownDependencyError,
} from './errors.js'
export { createQueueListener, type QueueListener, type QueueListenerOptions } from './listener.js'
export { createJobQueue, type JobQueue, type JobQueueOptions } from './queue.js'
export * from './types.js'
export { waitForFinish, type Waited } from './wait-for-finish.js'
