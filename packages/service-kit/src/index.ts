/** A service is a process with a database, so the helpers for both are exported here too. */
export * from '@composer/process-kit'
export {
  createDatabase,
  databaseSettings,
  listenConfig,
  waitForDatabase,
  type DatabaseSettings,
} from '@composer/database'
export { httpLimits, type HealthCheck } from '@composer/internal-server'
export { createAuthenticator, type Authenticator } from './auth/authenticator.js'
export type { Principal } from './auth/principal.js'
export { ApiError } from './errors/api-error.js'
export {
  defineErrorCatalogue,
  type ErrorCatalogue,
  type ErrorObject,
  type ErrorObjectWithMessage,
  type ErrorRow,
} from './errors/error-catalogue.js'
export { newOperationId } from './errors/operation-id.js'
export type { BodyReader } from './http/body.js'
export { canonicalUuid } from './http/canonical-uuid.js'
export type { ErrorNumbers } from './http/error-numbers.js'
export { examineBody } from './http/examine-body.js'
export type {
  ExaminingOperation,
  OperationHandler,
  OperationHandlers,
  OperationRequest,
} from './http/operation-handler.js'
export { createPublicApp } from './http/public-app.js'
export { createClockCheck, type ClockCheck } from './clock/clock-check.js'
export { bodyChunks } from './http/body-chunks.js'
export { BodyAbortedError, BodyTooLargeError, readBody } from './http/read-body.js'
export { HANDLED, type Reply } from './http/reply.js'
export { createValidators, type BodyValidator } from './http/validator.js'
export { createHttpMetrics, type HttpMetrics } from './metrics/http-metrics.js'
export { collectProcessMetrics } from './metrics/process-metrics.js'
export { createTenantLabels } from './metrics/tenant-labels.js'
export { runService, type RunningService, type ServiceOptions } from './service/run-service.js'
export { authSettings } from './settings/auth-settings.js'
export { sharedRules } from './settings/shared-rules.js'
export { sharedSettings } from './settings/shared-settings.js'
export { nobody } from './auth/principal.js'
export { requestState } from './http/request-state.js'
