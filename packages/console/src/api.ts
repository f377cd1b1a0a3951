import type { ConsoleComponents, ConsolePaths } from '@composer/contracts'
import createClient, { type Client } from 'openapi-fetch'

type Schemas = ConsoleComponents['schemas']
export type Now = Schemas['Now']
export type ComposeSummary = Schemas['ComposeSummary']
export type ComposeDetail = Schemas['ComposeDetail']
export type ComposeState = Schemas['ComposeState']
export type JobSummary = Schemas['JobSummary']
export type JobDetail = Schemas['JobDetail']
export type AuditRow = Schemas['AuditRow']
export type Trends = Schemas['Trends']
export type RetryAnswer = Schemas['RetryAnswer']
export type LogStage = Schemas['LogStage']
export type Package = Schemas['Package']

export const apiBase = '/console/api'

/** The console's API, typed by its document. Actions carry the header that no other page can send. */
export const api: Client<ConsolePaths> = createClient<ConsolePaths>({
  baseUrl: apiBase,
  headers: { 'X-Console-Action': '1' },
})

/** An answer that was no success; the message is the server's own. */
class ApiError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'ApiError'
    this.status = status
  }
}

/**
 * The data of an answer.
 * @throws ApiError
 */
export async function dataOf<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await answer
  if (data !== undefined) return data
  const { reason, details } = (error ?? {}) as { reason?: unknown; details?: unknown }
  const words = [reason, details].filter((part) => typeof part === 'string' && part !== '')
  throw new ApiError(response.status, words.join(': ') || `The server answered ${response.status}`)
}
