export { hasCode } from './has-code.js'
export { addToContext, currentContext, withContext, type LogContext } from './logging/context.js'
export { createLogger, flushReports, type Logger, type LoggerSettings } from './logging/logger.js'
export { redact, redactText } from './logging/redact.js'
export { stopOnSignals } from './service/stop-on-signals.js'
export { artifactSettings } from './settings/artifact-settings.js'
export {
  defineSettings,
  type SettingDefinition,
  type SettingDefinitions,
  type Settings,
} from './settings/define-settings.js'
export { describeSettings } from './settings/describe-settings.js'
export { loadSettings, SettingsError, type Environment } from './settings/load-settings.js'
export { logSettings } from './settings/log-settings.js'
export { renderSettings } from './settings/render-settings.js'
