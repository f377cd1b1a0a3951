import { Writable } from 'node:stream'

interface LogSettings {
  LOG_LEVEL: string
  LOG_FORMAT: string
  SENTRY_DSN?: string
}

export interface LogLines<Logger> {
  logger: Logger
  /** Everything that was written, as text. */
  text(): string
  /** The lines as objects. */
  lines(): Record<string, unknown>[]
  /** Resolves with the first line, old or new, whose message this is. */
  next(message: string): Promise<Record<string, unknown>>
  clear(): void
}

/** A logger that writes JSON lines into memory, made by the function under test. */
export function collectLogLines<Logger>(
  createLogger: (settings: LogSettings, service: string, stream: NodeJS.WritableStream) => Logger,
  settings: Partial<LogSettings> = {},
): LogLines<Logger> {
  let written: string[] = []
  const waiting = new Set<() => void>()
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString())
      for (const look of [...waiting]) look()
      done()
    },
  })
  const logger = createLogger({ LOG_LEVEL: 'debug', LOG_FORMAT: 'json', ...settings }, 'test', stream)
  const lines = () => written.map((line) => JSON.parse(line) as Record<string, unknown>)
  return {
    logger,
    text: () => written.join(''),
    lines,
    next: (message) =>
      new Promise((resolve) => {
        const look = () => {
          const found = lines().find((line) => line.message === message)
          if (!found) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    clear() {
      written = []
    },
  }
}
