export { canOthersEnter } from './can-others-enter.js'
export { startLocalPostgres, type LocalPostgres, type LocalPostgresOptions } from './start-local-postgres.js'
export { startStandby } from './start-standby.js'
