import winston from 'winston'
import { currentContext } from './context.js'
import { redactMember } from './redact.js'

export type Logger = winston.Logger

export interface LoggerSettings {
  LOG_LEVEL: string
  LOG_FORMAT: string
  LOG_CHANNEL?: string
}

/** Keys that the line itself owns. */
const own = new Set(['level', 'message', 'timestamp'])

/**
 * One JSON object a line on standard output, with the context's ids and without secrets.
 * Messages are constant sentences; what varies goes into fields.
 * @param stream for tests: where the lines go instead
 */
export function createLogger(
  settings: LoggerSettings,
  service: string,
  stream?: NodeJS.WritableStream,
): Logger {
  const enrich = winston.format((info) => {
    for (const [key, value] of Object.entries(currentContext())) info[key] ??= value
    for (const key of Object.keys(info)) {
      if (key !== 'level' && key !== 'timestamp') info[key] = redactMember(key, info[key])
    }
    return info
  })
  const text = winston.format.printf((info) => {
    const fields = Object.entries(info).filter(([key]) => !own.has(key))
    const tail = fields
      .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join('')
    return `${String(info.timestamp)} ${info.level.padEnd(5)} ${String(info.message)}${tail}`
  })
  return winston.createLogger({
    level: settings.LOG_LEVEL,
    defaultMeta: { service, ...(settings.LOG_CHANNEL ? { channel_name: settings.LOG_CHANNEL } : {}) },
    format: winston.format.combine(
      winston.format.timestamp(),
      enrich(),
      settings.LOG_FORMAT === 'json' ? winston.format.json() : text,
    ),
    transports: [stream ? new winston.transports.Stream({ stream }) : new winston.transports.Console()],
  })
}
