export { isBehindPooler } from './is-behind-pooler.js'
export { openPool, type PoolOptions } from './open-pool.js'
export { poolUse } from './pool-use.js'
export { runStatement, type StatementOptions } from './run-statement.js'
