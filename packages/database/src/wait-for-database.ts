import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from '@composer/process-kit'
import type { Knex } from 'knex'

export interface WaitOptions {
  timeoutSeconds: number
  logger: Logger
  signal?: AbortSignal
}

/**
 * Waits until the database answers and `check` (of the schema's version) does not throw.
 * @throws Error with the last reason after `timeoutSeconds`
 */
export async function waitForDatabase(
  db: Knex,
  check: (db: Knex) => Promise<void>,
  { timeoutSeconds, logger, signal }: WaitOptions,
): Promise<void> {
  const deadline = performance.now() + timeoutSeconds * 1000
  for (let delay = 100; ; delay = Math.min(delay * 2, 5000)) {
    try {
      await db.raw('SELECT 1')
      await check(db)
      return
    } catch (error) {
      const reason = reasonOf(error)
      if (performance.now() + delay > deadline) {
        throw new Error(`The database is not usable after ${timeoutSeconds} s: ${reason}`, { cause: error })
      }
      logger.warn('Waiting for the database', { reason, next_try_ms: delay })
      await pause(delay, undefined, signal ? { signal } : {})
    }
  }
}

/**
 * A text for the log. For a host with several addresses, Node throws an error without a message that contains one each.
 */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return (error as Error).message
}
