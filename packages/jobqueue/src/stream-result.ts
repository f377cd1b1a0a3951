import type { Knex } from 'knex'
import { findResult, readSlice } from './sql/find-result.js'
import { readResultPart } from './sql/read-texts.js'

/** A result up to this size, in characters, is returned by the first query. */
const longFrom = 4 * 1024 * 1024

/** Characters per query of a long result that is stored in one column. */
const partLength = 4 * 1024 * 1024

/**
 * The exact text of the result of a finished job, in parts, so that the memory does not grow with its size. Yields
 * nothing when the job has no result.
 */
export async function* streamResultText(db: Knex, jobId: string, rejected: boolean): AsyncIterable<string> {
  const place = await findResult(db, jobId, rejected, longFrom)
  if (!place) return
  if ('whole' in place) {
    if (place.whole !== '') yield place.whole
    return
  }
  if ('sliced' in place) {
    for (let number = 0; number < place.slices; number += 1) yield await readSlice(db, place.sliced, number)
    return
  }
  for (let start = 1; ; start += partLength) {
    const part = await readResultPart(db, jobId, rejected, start, partLength)
    if (part !== '') yield part
    // Postgres counts code points and JavaScript counts UTF-16 units, so a part with a smaller length is always the
    // last one.
    if (part.length < partLength) return
  }
}

/** The whole text of the result; undefined when there is none. */
export async function readResultText(db: Knex, jobId: string): Promise<string | undefined> {
  let text: string | undefined
  for await (const part of streamResultText(db, jobId, false)) text = (text ?? '') + part
  return text
}
