import type { WorkerContext } from '../context.js'

/** An attempt that is over, and may have uploaded files. */
export interface EndedAttempt {
  token: string
  jobId: string
}

export interface EndedUploads {
  /** Discards the files of these attempts, and of earlier ones for which the store failed. Never rejects. */
  discard(attempts: readonly EndedAttempt[]): Promise<void>
}

/** Some 200 bytes each. What is beyond is left to maintenance, which removes what nobody touches any more. */
const mostKept = 10_000

/** Discards what ended attempts uploaded; what the store cannot do now is tried again with the next call. */
export function createEndedUploads({
  artifacts,
  logger,
}: Pick<WorkerContext, 'artifacts' | 'logger'>): EndedUploads {
  const kept = new Map<string, EndedAttempt>()
  /** @returns whether the store did it. */
  const discardOne = async (attempt: EndedAttempt): Promise<boolean> => {
    try {
      await artifacts?.discard(attempt.token)
      kept.delete(attempt.token)
      return true
    } catch (error) {
      if (kept.size < mostKept) kept.set(attempt.token, attempt)
      logger.error('Staged artifacts could not be discarded', { job_id: attempt.jobId, error })
      return false
    }
  }
  return {
    async discard(attempts) {
      const earlier = [...kept.values()]
      for (const attempt of attempts) await discardOne(attempt)
      // One failure tells that the store is still away: the others need not wait for theirs.
      for (const attempt of earlier) if (!(await discardOne(attempt))) return
    },
  }
}
