import { Writable } from 'node:stream'
import type { Event, StackParser } from '@sentry/core'

/** Sends log lines to a Sentry or GlitchTip project. */
export interface ErrorReporter {
  /** Takes log lines as objects, after redaction and with the ids of the request. */
  stream: Writable
  /** Resolves when all reports are sent, or after `timeoutMs`. */
  flush(timeoutMs: number): Promise<void>
}

interface Line {
  message: string
  error?: LoggedError
  [field: string]: unknown
}

interface LoggedError {
  name: string
  message: string
  stack?: string
  cause?: LoggedError
}

const sendTimeoutMs = 5000

/**
 * Uses only the core of the Sentry library, an optional dependency that is loaded only here; its package for Node would
 * add tracing and the binary of a bundler. A report that cannot be sent is dropped, since the line is in the log
 * anyway.
 * @param onMissing called with the error if the library is not installed
 */
export function createErrorReporter(
  dsn: string,
  service: string,
  environment: string | undefined,
  onMissing: (error: unknown) => void,
): ErrorReporter {
  const loading = load(dsn, service, environment).catch(onMissing)
  const report = async (line: Line) => {
    const loaded = await loading
    loaded?.client.captureEvent(toEvent(line, loaded.parser))
  }
  const stream = new Writable({
    objectMode: true,
    write(line: Line, _encoding, done) {
      report(line).then(
        () => done(),
        () => done(),
      )
    },
  })
  return {
    stream,
    async flush(timeoutMs) {
      await (await loading)?.client.flush(timeoutMs)
    },
  }
}

async function load(dsn: string, service: string, environment: string | undefined) {
  const [{ createStackParser, createTransport }, { nodeStackLineParser, ServerRuntimeClient }] =
    await Promise.all([import('@sentry/core'), import('@sentry/core/server')])
  const parser = createStackParser(nodeStackLineParser())
  const client = new ServerRuntimeClient({
    dsn,
    ...(environment ? { environment } : {}),
    serverName: service,
    platform: 'node',
    integrations: [],
    stackParser: parser,
    transport: (options) =>
      createTransport(options, async ({ body }) => {
        const signal = AbortSignal.timeout(sendTimeoutMs)
        const response = await fetch(options.url, {
          method: 'POST',
          body,
          ...(options.headers ? { headers: options.headers } : {}),
          signal,
        })
        await response.arrayBuffer()
        return {
          statusCode: response.status,
          headers: {
            'x-sentry-rate-limits': response.headers.get('X-Sentry-Rate-Limits'),
            'retry-after': response.headers.get('Retry-After'),
          },
        }
      }),
  })
  client.init()
  return { client, parser }
}

function toEvent(
  { message, error, level: _level, timestamp: _timestamp, ...fields }: Line,
  parser: StackParser,
): Event {
  const ids = ['service', 'operation_id', 'external_id', 'job_id', 'channel', 'error_id']
  const tags = Object.fromEntries(
    ids.filter((id) => fields[id] !== undefined).map((id) => [id, String(fields[id])]),
  )
  return {
    level: 'error',
    message,
    tags,
    extra: fields,
    ...(error ? { exception: { values: chain(error).map((one) => toException(one, parser)) } } : {}),
  }
}

/** An error and its causes, the innermost cause first, as Sentry wants them. */
const chain = (error: LoggedError): LoggedError[] => [...(error.cause?.name ? chain(error.cause) : []), error]

const toException = ({ name, message, stack }: LoggedError, parser: StackParser) => ({
  type: name,
  value: message,
  ...(stack ? { stacktrace: { frames: parser(stack) } } : {}),
})
