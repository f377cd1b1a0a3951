import type { Knex } from 'knex'
import { findResult, readSlice } from './sql/find-result.js'
import { readResultPart } from './sql/read-texts.js'

/** Up to this size a text comes with the question where it is. */
const longFrom = 4 * 1024 * 1024

/** Characters that a query brings of a long text in one column. */
const partLength = 4 * 1024 * 1024

/** The exact text of a finished job's result, part by part, with flat memory. Nothing when there is none. */
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
    // Postgres counts code points and a string counts more, so a part that is shorter is the last one.
    if (part.length < partLength) return
  }
}

/** The whole text; undefined when there is none. */
export async function readResultText(db: Knex, jobId: string): Promise<string | undefined> {
  let text: string | undefined
  for await (const part of streamResultText(db, jobId, false)) text = (text ?? '') + part
  return text
}
