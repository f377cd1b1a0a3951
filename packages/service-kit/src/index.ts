export { createAuthenticator, type Authenticator } from './auth/authenticator.js'
export type { Principal } from './auth/principal.js'
export { createTokenIssuer, type TokenIssuer } from './auth/token-issuer.js'
export { createDatabase } from './database/create-database.js'
export {
  connectionConfig,
  databaseSettings,
  listenConfig,
  type DatabaseSettings,
} from './database/database-settings.js'
export { waitForDatabase } from './database/wait-for-database.js'
export { ApiError } from './errors/api-error.js'
export {
  defineErrorCatalogue,
  type ErrorCatalogue,
  type ErrorObject,
  type ErrorObjectWithMessage,
  type ErrorRow,
} from './errors/error-catalogue.js'
export { newOperationId } from './errors/operation-id.js'
export type { HealthCheck } from './health/internal-app.js'
export type { BodyReader } from './http/body.js'
export { canonicalUuid } from './http/canonical-uuid.js'
export type { ErrorNumbers } from './http/error-numbers.js'
export type { OperationHandler, OperationHandlers, OperationRequest } from './http/operation-handler.js'
export { createPublicApp } from './http/public-app.js'
export { BodyAbortedError, BodyTooLargeError, readBody } from './http/read-body.js'
export { HANDLED, type Reply } from './http/reply.js'
export { addToContext, withContext, type LogContext } from './logging/context.js'
export { createLogger, flushReports, type Logger, type LoggerSettings } from './logging/logger.js'
export { redact, redactText } from './logging/redact.js'
export { createHttpMetrics, type HttpMetrics } from './metrics/http-metrics.js'
export { collectProcessMetrics } from './metrics/process-metrics.js'
export { createTenantLabels } from './metrics/tenant-labels.js'
export { httpLimits } from './service/listen.js'
export { runService, type RunningService, type ServiceOptions } from './service/run-service.js'
export { startInternalServer, type InternalServer } from './service/start-internal-server.js'
export { stopOnSignals } from './service/stop-on-signals.js'
export { authSettings } from './settings/auth-settings.js'
export {
  defineSettings,
  type SettingDefinition,
  type SettingDefinitions,
  type Settings,
} from './settings/define-settings.js'
export { describeSettings } from './settings/describe-settings.js'
export { loadSettings, SettingsError, type Environment } from './settings/load-settings.js'
export { renderSettings } from './settings/render-settings.js'
export { sharedRules } from './settings/shared-rules.js'
export { sharedSettings } from './settings/shared-settings.js'
