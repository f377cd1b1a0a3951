import type { Knex } from 'knex'
import { readResultPart } from './sql/read-texts.js'

/** Characters a query brings: memory stays flat, and 50 MiB take a dozen queries. */
const partLength = 4 * 1024 * 1024

/** The exact text of a finished job's result, part by part. Nothing when there is none. */
export async function* streamResultText(db: Knex, jobId: string, rejected: boolean): AsyncIterable<string> {
  for (let start = 1; ; start += partLength) {
    const part = await readResultPart(db, jobId, rejected, start, partLength)
    if (part !== '') yield part
    // Postgres counts code points and a string counts more, so a part that is shorter is the last one.
    if (part.length < partLength) return
  }
}
