export { createDatabase } from './create-database.js'
export {
  connectionConfig,
  databaseSettings,
  listenConfig,
  type DatabaseSettings,
} from './database-settings.js'
export { isBehindPooler } from './is-behind-pooler.js'
export { openPool, type PoolOptions } from './open-pool.js'
export { poolUse } from './pool-use.js'
export { runStatement, type StatementOptions } from './run-statement.js'
export { waitForDatabase } from './wait-for-database.js'
