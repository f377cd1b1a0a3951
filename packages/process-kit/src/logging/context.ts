import { AsyncLocalStorage } from 'node:async_hooks'

/** What every log line of a request or a job carries. */
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

/** Adds fields to the current context, from here on. */
export function addToContext(fields: LogContext): void {
  const context = storage.getStore()
  if (context) Object.assign(context, fields)
}

export const currentContext = (): LogContext => storage.getStore() ?? {}
