import type { JobQueue } from '@composer/jobqueue'

/** The part of a logger that reports failed statements. */
export interface WarningLog {
  warn(message: string, fields: object): unknown
}

export interface GiveBackOptions {
  queue: Pick<JobQueue, 'unclaim'>
  logger: WarningLog
  /** Milliseconds between two tries to give a job back. */
  retryMs: number
}

/** After this many failed tries the job is left to the job watchdog, which acts when the lease runs out. */
const tries = 60

/** Undoes claims whose answers were not delivered, so that they cost no retry. Repeats this while the database fails. */
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
    /** For a stop: resolves when no try is under way. Jobs not given back by then are left to the job watchdog. */
    async settled(): Promise<void> {
      clearTimeout(timer)
      await Promise.all(underWay)
    },
  }
}
