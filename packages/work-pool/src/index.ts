export { giveBack } from './give-back.js'
export { createThreads, type Threads, type ThreadsOptions } from './threads.js'
export type { Piece } from './turns.js'
export { createWorkPool, PoolFullError, type WorkPool, type WorkPoolOptions } from './work-pool.js'
