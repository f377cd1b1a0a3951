import { AsyncLocalStorage } from 'node:async_hooks'

/** Fields of every log line of a request or a job. */
export interface LogContext {
  operation_id?: string
  external_id?: string
  job_id?: string
  [field: string]: unknown
}

const storage = new AsyncLocalStorage<LogContext>()

/** Runs `work` with these fields on all of its log lines. */
export const withContext = <T>(context: LogContext, work: () => T): T =>
  storage.run({ ...storage.getStore(), ...context }, work)

/** Adds fields to all later log lines of the current context; outside of a context it does nothing. */
export function addToContext(fields: LogContext): void {
  const context = storage.getStore()
  if (context) Object.assign(context, fields)
}

export const currentContext = (): LogContext => storage.getStore() ?? {}
