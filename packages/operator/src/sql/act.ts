import type { Knex } from 'knex'
import type { Act, Channel } from '../types.js'

/**
 * Each function calls one function of the database, which makes the change and writes its audit row in one transaction.
 */

/** @returns how many jobs were cancelled; null: there is no such compose */
export async function cancelCompose(db: Knex, composeId: string, act: Act): Promise<number | null> {
  const { rows } = await db.raw<{ rows: { cancelled: number | null }[] }>(
    'SELECT operator_cancel(CAST(:composeId AS uuid), :actor, :reason) AS cancelled',
    { composeId, ...act },
  )
  return rows[0]?.cancelled ?? null
}

export type RequeueAnswer = 'done' | 'not-running' | 'unknown'

export async function requeueJob(db: Knex, jobId: string, act: Act): Promise<RequeueAnswer> {
  const { rows } = await db.raw<{ rows: { answer: RequeueAnswer }[] }>(
    'SELECT operator_requeue(CAST(:jobId AS uuid), :actor, :reason) AS answer',
    { jobId, ...act },
  )
  return rows[0]?.answer ?? 'unknown'
}

export interface RetryRow {
  answer: 'done' | 'nothing-to-do' | 'erased' | 'unknown'
  job_ids: string[]
}

export async function retryCompose(db: Knex, composeId: string, act: Act): Promise<RetryRow> {
  const { rows } = await db.raw<{ rows: RetryRow[] }>(
    'SELECT * FROM operator_retry(CAST(:composeId AS uuid), :actor, :reason)',
    { composeId, ...act },
  )
  return rows[0] ?? { answer: 'unknown', job_ids: [] }
}

export interface LaneChoice {
  channel: Channel | null
  type: string | null
}

/** @returns false: it was paused already */
export function pauseLane(db: Knex, lane: LaneChoice, act: Act): Promise<boolean> {
  return yesOrNo(db, 'operator_pause(CAST(:channel AS text), CAST(:type AS text), :actor, :reason)', {
    ...lane,
    ...act,
  })
}

/** @returns false: it was not paused */
export function resumeLane(db: Knex, lane: LaneChoice, act: Act): Promise<boolean> {
  return yesOrNo(db, 'operator_resume(CAST(:channel AS text), CAST(:type AS text), :actor, :reason)', {
    ...lane,
    ...act,
  })
}

/** @returns false: there is no such worker */
export function expireWorker(db: Knex, workerId: string, act: Act): Promise<boolean> {
  return yesOrNo(db, 'operator_expire_worker(CAST(:workerId AS uuid), :actor, :reason)', { workerId, ...act })
}

async function yesOrNo(db: Knex, call: string, values: Record<string, string | null>): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { done: boolean }[] }>(`SELECT ${call} AS done`, values)
  return rows[0]?.done ?? false
}
