import type { Knex } from 'knex'
import { claimer } from '../claim.js'
import { createLongResultWriter, type LongResultWriter } from '../long-result.js'
import { reporter } from '../report.js'
import { findLane } from '../sql/find-lane.js'
import { findToken, type TokenRow } from '../sql/find-token.js'
import { storeProgress } from '../sql/store-progress.js'
import { unclaimJob } from '../sql/unclaim-job.js'
import type { JobProgress, TokenState } from '../types.js'

type Running = 'stored' | 'not-running' | 'finished' | 'unknown'

/** Calls about attempts: from the claim of a job to its result. */
export function attemptCalls(db: Knex) {
  const whyNot = async (token: string, channel: string): Promise<Exclude<Running, 'stored'>> => {
    const row = await findToken(db, token, channel, { beat: false })
    if (!row) return 'unknown'
    return row.state === 'finished' ? 'finished' : 'not-running'
  }
  return {
    /**
     * Claims up to one ready job per entry of `workers`, in the order in which the jobs became ready. Each job has one
     * holder.
     * @throws ClaimInterruptedError with the tokens to give back, so that a lost answer does not use up a retry
     */
    claim: claimer(db),

    /**
     * Gives a job back, because the claim could not be delivered or the holder does not want it. The job is ready again
     * at its old place, keeps its children, and no retry is used up. False when the attempt was already over.
     */
    unclaim: (token: string): Promise<boolean> => unclaimJob(db, token),

    /** The current state of a token. A token of another channel is unknown. */
    lookup: async (token: string, channel: string): Promise<TokenState> =>
      tokenState(await findToken(db, token, channel, { beat: false })),

    /** Heartbeat: like `lookup`, and renews the lease of a running attempt. */
    renew: async (token: string, channel: string): Promise<TokenState> =>
      tokenState(await findToken(db, token, channel, { beat: true })),

    /** Replaces the progress of a running attempt. Does not renew its lease. */
    async reportProgress(token: string, channel: string, progress: JobProgress): Promise<Running> {
      return (await storeProgress(db, token, channel, progress)) ? 'stored' : whyNot(token, channel)
    },

    /**
     * Stores a long result while it arrives, holding one slice in memory. After `keep`, call `finish` with KEPT_RESULT.
     * Only the first result of an attempt is kept. For an attempt that is not running, the writer only compares the
     * text with the stored result.
     */
    openLongResult: (attempt: { token: string; channel: string; running: boolean }): LongResultWriter =>
      createLongResultWriter(db, attempt, attempt.running),

    /**
     * Ends the attempt: stores the result, releases the dependents and removes the lease. Only the token of the current
     * attempt is accepted.
     */
    finish: reporter(db),

    /**
     * The channel of the job with this token, if the job has one of these types. For manifest makers, which have no
     * channel of their own.
     */
    laneOf: (token: string, types: readonly string[]): Promise<string | undefined> =>
      findLane(db, token, types),
  }
}

function tokenState(row: TokenRow | undefined): TokenState {
  if (!row) return { state: 'unknown' }
  const { id: jobId, type, attempt, state } = row
  if (state === 'running') return { state, jobId, type, attempt, runningSeconds: row.running_seconds }
  if (state === 'cancelled' || state === 'finished') return { state, jobId, type, attempt }
  throw new Error(`Job ${jobId} has a token in state ${state}`)
}
