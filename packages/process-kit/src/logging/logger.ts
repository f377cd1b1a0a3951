import winston from 'winston'
import { currentContext } from './context.js'
import { redactMember } from './redact.js'
import { createErrorReporter, type ErrorReporter } from './error-reporter.js'

export type Logger = winston.Logger

export interface LoggerSettings {
  LOG_LEVEL: string
  LOG_FORMAT: string
  LOG_CHANNEL?: string
  SENTRY_DSN?: string | undefined
}

const reporters = new WeakMap<Logger, ErrorReporter>()

/**
 * Writes log lines to standard output, as one JSON object each or as text (LOG_FORMAT), with the fields of the log
 * context and without secrets. Messages must be constant; variable parts go into fields. With SENTRY_DSN, lines of
 * level error are also sent there.
 * @param stream for tests: replaces standard output
 */
export function createLogger(
  settings: LoggerSettings,
  service: string,
  stream?: NodeJS.WritableStream,
): Logger {
  const reporter = settings.SENTRY_DSN
    ? createErrorReporter(settings.SENTRY_DSN, service, settings.LOG_CHANNEL, (error) =>
        logger.warn('Errors are not reported: @sentry/core is not installed', { error }),
      )
    : undefined
  const logger: Logger = winston.createLogger({
    level: settings.LOG_LEVEL,
    defaultMeta: { service, ...(settings.LOG_CHANNEL ? { channel_name: settings.LOG_CHANNEL } : {}) },
    format: winston.format.combine(
      // Winston formats a line before it checks whether its level is logged.
      winston.format((info) => logger.isLevelEnabled(info.level) && info)(),
      winston.format.timestamp(),
      enrich(),
      settings.LOG_FORMAT === 'json' ? winston.format.json() : text,
    ),
    transports: [
      stream ? new winston.transports.Stream({ stream }) : new winston.transports.Console(),
      ...(reporter
        ? [new winston.transports.Stream({ stream: reporter.stream, level: 'error', silent: false })]
        : []),
    ],
  })
  if (reporter) reporters.set(logger, reporter)
  return logger
}

/** Resolves when all error reports are sent, or after `timeoutMs`. */
export const flushReports = async (logger: Logger, timeoutMs = 2000): Promise<void> =>
  reporters.get(logger)?.flush(timeoutMs)

const enrich = winston.format((info) => {
  for (const [key, value] of Object.entries(currentContext())) info[key] ??= value
  for (const key of Object.keys(info)) {
    if (key !== 'level' && key !== 'timestamp') info[key] = redactMember(key, info[key])
  }
  return info
})

/** Keys that a text line shows at its beginning, not among the fields. */
const own = new Set(['level', 'message', 'timestamp'])

const text = winston.format.printf((info) => {
  const fields = Object.entries(info).filter(([key]) => !own.has(key))
  const tail = fields.map(([key, value]) => ` ${key}=${plain(value)}`).join('')
  return `${String(info.timestamp)} ${info.level.padEnd(5)} ${String(info.message)}${tail}`
})

/** Quotes a value with spaces, quotes or `=`, which would look like several fields or lines. */
const plain = (value: unknown): string =>
  typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : (JSON.stringify(value) ?? 'undefined')
