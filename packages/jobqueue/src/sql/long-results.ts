import type { Knex } from 'knex'
import { run } from './run.js'

/** Creates an empty long result for a running attempt. False when the attempt is not running. */
export async function beginLongResult(
  db: Knex,
  id: string,
  token: string,
  channel: string,
): Promise<boolean> {
  const [row] = await run<{ begun: boolean }>(
    db,
    'begin-long-result',
    'SELECT begin_long_result($1, $2, $3) AS begun',
    [id, token, channel],
    { repeatable: true },
  )
  return row?.begun ?? false
}

/**
 * Stores the next slice.
 * @param data UTF-8, whole characters only
 */
export async function storeSlice(db: Knex, id: string, number: number, data: Buffer): Promise<void> {
  await run(
    db,
    'store-slice',
    'INSERT INTO result_slices (result_id, number, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [id, number, data],
    { repeatable: true },
  )
}

/**
 * What the attempt has as its result now: this text (`kept`), or an earlier one, with the same text or another text.
 */
export type Kept = 'kept' | 'same' | 'other'

/** Makes a complete text the result of its attempt, unless the attempt has one already. */
export async function keepLongResult(
  db: Knex,
  token: string,
  result: { id: string; bytes: number; slices: number; digest: Buffer },
): Promise<Kept> {
  const [row] = await run<{ answer: Kept }>(
    db,
    'keep-long-result',
    'SELECT keep_long_result($1, $2, $3, $4, $5) AS answer',
    [result.id, token, result.bytes, result.slices, result.digest],
    { repeatable: true },
  )
  if (!row) throw new Error('keep_long_result answered nothing')
  return row.answer
}

/**
 * Ages in seconds at which a result that was not kept is removed. `overForSeconds` applies when its attempt is over.
 */
export interface AbandonedAfter {
  olderThanSeconds: number
  overForSeconds: number
}

/** Removes a long result that was not kept. */
export async function dropLongResult(db: Knex, id: string): Promise<void> {
  await run(db, 'drop-long-result', 'DELETE FROM long_results WHERE id = $1 AND bytes IS NULL', [id], {
    repeatable: true,
  })
}

/**
 * Removes long results that were begun so long ago and never kept, since their senders are gone. Those of attempts that
 * are over are removed sooner, because they can never be kept. Answers how many.
 */
export async function dropAbandonedResults(
  db: Knex,
  { olderThanSeconds, overForSeconds }: AbandonedAfter,
): Promise<number> {
  const rows = await run(
    db,
    'drop-abandoned-results',
    `DELETE FROM long_results r WHERE r.bytes IS NULL AND (
       r.begun_at < clock_timestamp() - make_interval(secs => $1::double precision)
       OR r.begun_at < clock_timestamp() - make_interval(secs => $2::double precision)
         AND NOT EXISTS (SELECT 1 FROM job_leases l WHERE l.job_id = r.job_id AND l.token = r.token)) RETURNING r.id`,
    [olderThanSeconds, overForSeconds],
    { repeatable: true },
  )
  return rows.length
}
