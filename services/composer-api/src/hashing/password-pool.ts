import { BodyAbortedError } from '@composer/service-kit'
import { createThreads, createWorkPool, PoolFullError } from '@composer/work-pool'
import { refusal } from '../errors.js'

export interface PasswordPoolOptions {
  threads: number
  /** Passwords that wait at most; of one tenant half as many. */
  maxWaiting: number
}

export interface PasswordPool {
  /**
   * Hashes a tenant's passwords in turns with those of others.
   * @throws error 503 when too many wait; BodyAbortedError when the caller went away
   */
  hashAll(channel: string, passwords: readonly string[], signal: AbortSignal): Promise<readonly string[]>
  /** Passwords that wait, and those under way. */
  load(): { waiting: number; running: number }
  close(): Promise<void>
}

/** The same file from src and from dist: threads run what is compiled. */
const module = new URL('../../dist/blueprint/hash-password.js', import.meta.url)

/** So many characters make a password cost one more: hashing takes time by their length, too. */
const charactersPerCost = 512

/** Hashes passwords off the event loop: 256 users of one request would stop it for seconds. */
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
