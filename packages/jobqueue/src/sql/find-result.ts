import type { Knex } from 'knex'
import { run } from './run.js'

/** Where the text of a result is stored. */
export type ResultPlace =
  | { whole: string }
  | { sliced: string; slices: number; bytes: number }
  /** In one column, as releases before slices stored it. */
  | { long: true; bytes: number }

/**
 * The place of the result of a finished job.
 * @param posted the result that the worker sent, even if it was invalid
 * @returns undefined when the job has no result
 */
export async function findResult(
  db: Knex,
  jobId: string,
  posted: boolean,
  longFrom: number,
): Promise<ResultPlace | undefined> {
  const [row] = await run<{
    bytes: string | null
    whole: string | null
    result_id: string | null
    slices: number | null
  }>(db, 'find-result', 'SELECT * FROM find_result($1, $2, $3)', [jobId, posted, longFrom], {
    repeatable: true,
  })
  if (!row || row.bytes === null) return undefined
  const bytes = Number(row.bytes)
  if (row.result_id !== null) return { sliced: row.result_id, slices: row.slices ?? 0, bytes }
  return row.whole === null ? { long: true, bytes } : { whole: row.whole }
}

/**
 * The text of one slice.
 * @throws Error when there is no such slice
 */
export async function readSlice(db: Knex, resultId: string, number: number): Promise<string> {
  const [row] = await run<{ data: string }>(
    db,
    'read-slice',
    'SELECT data FROM result_slices WHERE result_id = $1 AND number = $2',
    [resultId, number],
    { repeatable: true },
  )
  if (!row) throw new Error(`Slice ${number} of result ${resultId} is gone`)
  return row.data
}
