import { createHash, randomUUID } from 'node:crypto'
import { createResultDigester } from '@composer/contracts'
import type { Knex } from 'knex'
import type { ImportedJob } from './map-graph.js'
import { beginLongResult, keepLongResult, storeSlice } from './sql/store-long-result.js'

/**
 * Stores the result of a job that is there already, while it is read: a part of it is in memory.
 * @param parts of the text in UTF-8, cut anywhere
 * @returns whether it fits the job's type
 */
export async function importLongResult(
  db: Knex,
  job: ImportedJob,
  parts: AsyncIterable<Buffer>,
): Promise<{ misfit: boolean }> {
  if (job.token === null) throw new Error(`job ${job.id} is finished and has no token`)
  const place = { id: randomUUID(), jobId: job.id, token: job.token }
  await beginLongResult(db, place)
  const digester = createResultDigester(job.type)
  const hash = createHash('sha256')
  let bytes = 0
  let slices = 0
  const store = async (slice: Buffer) => {
    digester.write(slice)
    hash.update(slice)
    await storeSlice(db, place.id, slices, slice)
    bytes += slice.length
    slices += 1
  }
  let rest: Buffer = Buffer.alloc(0)
  for await (const part of parts) {
    const text = Buffer.concat([rest, part])
    const end = endOfLastCharacter(text)
    if (end > 0) await store(text.subarray(0, end))
    rest = text.subarray(end)
  }
  if (rest.length > 0) await store(rest)
  const { outcome, failed, misfit } = digester.end()
  await keepLongResult(db, place, {
    bytes,
    slices,
    digest: hash.digest(),
    outcome,
    failed,
    result: misfit?.result ?? null,
  })
  return { misfit: misfit !== undefined }
}

/** A slice ends with a whole character: at most three bytes are left for the next one. */
function endOfLastCharacter(text: Buffer): number {
  let lead = text.length - 1
  while (((text[lead] ?? 0) & 0xc0) === 0x80) lead -= 1
  const byte = text[lead] ?? 0
  const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
  return lead + length <= text.length ? text.length : lead
}
