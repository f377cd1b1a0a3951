import { Writable } from 'node:stream'
import { createLogger, type Logger } from '@composer/process-kit'

export interface LogLines {
  logger: Logger
  /** Everything that was written, as text. */
  text(): string
  /** The lines as objects. */
  lines(): Record<string, unknown>[]
  /** Resolves with the first line, old or new, whose message this is. */
  next(message: string): Promise<Record<string, unknown>>
  clear(): void
}

/** A logger that writes JSON lines into memory. */
export function collectLogLines(
  settings: { LOG_LEVEL?: string; LOG_FORMAT?: string; SENTRY_DSN?: string } = {},
): LogLines {
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
