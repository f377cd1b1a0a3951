import type { JobQueue } from '@composer/jobqueue'

/** Where to say what did not work at once. */
export interface WarningLog {
  warn(message: string, fields: object): unknown
}

export interface GiveBackOptions {
  queue: Pick<JobQueue, 'unclaim'>
  logger: WarningLog
  /** Pause before a job that could not be given back is tried again. */
  retryMs: number
}

/** After this many tries, a job that was not delivered waits until its lease runs out. */
const tries = 60

/** Undoes claims that were not delivered, with retries while the database is down: a lost answer must not cost a retry. */
export function createGiveBack({ queue, logger, retryMs }: GiveBackOptions) {
  const open = new Map<string, number>()
  const underWay = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined

  const attempt = async (token: string): Promise<void> => {
    try {
      await queue.unclaim(token)
      open.delete(token)
    } catch (error) {
      const left = (open.get(token) ?? tries) - 1
      if (left > 0) open.set(token, left)
      else open.delete(token)
      logger.warn('A claim could not be undone yet', { error, tries_left: left })
    }
  }
  const tryAll = async (tokens: Iterable<string>): Promise<void> => {
    const run = Promise.all([...tokens].map(attempt)).then(() => undefined)
    underWay.add(run)
    await run
    underWay.delete(run)
    if (open.size === 0 || timer) return
    timer = setTimeout(() => {
      timer = undefined
      void tryAll(open.keys())
    }, retryMs)
    timer.unref()
  }

  return {
    /** Resolves after the first try; never rejects. */
    giveBack(tokens: readonly string[]): Promise<void> {
      for (const token of tokens) open.set(token, tries)
      return tryAll(tokens)
    },
    /** Resolves when no try is under way. For a stop: what is still open then is left to the lease watchdog. */
    async settled(): Promise<void> {
      clearTimeout(timer)
      await Promise.all(underWay)
    },
  }
}
