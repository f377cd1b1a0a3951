import type { WorkerContext } from '../context.js'

/** An attempt that is over and may have uploaded files. */
export interface EndedAttempt {
  token: string
  jobId: string
}

export interface EndedUploads {
  /** Discards the files of these attempts, and of earlier ones for which this failed. Never rejects. */
  discard(attempts: readonly EndedAttempt[]): Promise<void>
}

/** How many attempts are kept for a retry, about 200 bytes each. Maintenance removes the files of all others later. */
const mostKept = 10_000

/** Discards the files of ended attempts. If the artifact store fails, the next call tries again. */
export function createEndedUploads({
  artifacts,
  logger,
}: Pick<WorkerContext, 'artifacts' | 'logger'>): EndedUploads {
  const kept = new Map<string, EndedAttempt>()
  /** @returns whether the files were discarded */
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
      // After one failure the store is still unavailable: the other attempts are left to the next call.
      for (const attempt of earlier) if (!(await discardOne(attempt))) return
    },
  }
}
