import { BodyAbortedError } from '@composer/service-kit'
import { createThreads, createWorkPool, PoolFullError } from '@composer/work-pool'
import { refusal } from '../errors.js'

export interface PasswordPoolOptions {
  threads: number
  /** The most passwords that may wait; one tenant may have half of them. */
  maxWaiting: number
}

export interface PasswordPool {
  /**
   * Hashes a tenant's passwords; tenants take turns.
   * @throws error 503 when too many wait; BodyAbortedError when the caller has gone away
   */
  hashAll(channel: string, passwords: readonly string[], signal: AbortSignal): Promise<readonly string[]>
  /** The numbers of passwords that wait and that are being hashed. */
  load(): { waiting: number; running: number }
  close(): Promise<void>
}

/** Threads need compiled code. This path is right both from `src` and from `dist`. */
const module = new URL('../../dist/blueprint/hash-password.js', import.meta.url)

/** The cost of a password grows by 1 for each such number of characters: longer passwords take longer to hash. */
const charactersPerCost = 512

/** Hashes passwords in threads: the 256 users of one request would block the event loop for seconds. */
export function createPasswordPool({ threads, maxWaiting }: PasswordPoolOptions): PasswordPool {
  const { execute, close } = createThreads({ module, name: 'hashPassword', threads })
  const pool = createWorkPool<string, string>({
    threads,
    maxWaiting,
    maxWaitingOfOwner: Math.ceil(maxWaiting / 2),
    execute: (password) => execute(password),
  })
  return {
    async hashAll(channel, passwords, signal) {
      const pieces = passwords.map((task) => ({
        task,
        cost: 1 + Math.floor(task.length / charactersPerCost),
      }))
      try {
        return await pool.run(channel, pieces, signal)
      } catch (error) {
        if (signal.aborted) throw new BodyAbortedError('The caller went away')
        if (!(error instanceof PoolFullError)) throw error
        throw refusal(503, 'too many passwords wait to be hashed; try again later').withRetryAfter(
          error.retryAfterSeconds,
        )
      }
    },
    load: pool.load,
    close,
  }
}
