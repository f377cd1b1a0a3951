import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { v7 as newId } from 'uuid'
import { beginLongResult, dropLongResult, keepLongResult, storeSlice, type Kept } from './sql/long-results.js'

/** Size of a slice. A slice may be up to three bytes shorter, because it ends with a whole character. */
const sliceBytes = 1024 * 1024

/** Stores a result while it arrives. Calls must not overlap. */
export interface LongResultWriter {
  /**
   * @param bytes the next bytes of the text in UTF-8; a character may be split between two calls. The caller may reuse
   * the buffer afterwards.
   */
  write(bytes: Buffer): Promise<void>
  /** Drops what was written, before another text is written. */
  restart(): Promise<void>
  /** Ends the text. Answers whether the text is now the result of the attempt. */
  keep(): Promise<Kept>
  /** Drops the text, because it will not be completed. */
  discard(): Promise<void>
}

/**
 * Creates the writer of one long result.
 * @param stores false: the text is only compared with the stored result, for an attempt that is over
 */
export function createLongResultWriter(
  db: Knex,
  attempt: { token: string; channel: string },
  stores: boolean,
): LongResultWriter {
  const slice = Buffer.allocUnsafeSlow(sliceBytes)
  let id = newId()
  let begun = false
  let filled = 0
  let slices = 0
  let bytesWritten = 0
  let hash = createHash('sha256')

  const store = async (length: number) => {
    if (stores) {
      // `keepLongResult` checks again whether the attempt is still running.
      begun ||= await beginLongResult(db, id, attempt.token, attempt.channel)
      if (begun) await storeSlice(db, id, slices, slice.subarray(0, length))
    }
    slices += 1
    slice.copyWithin(0, length, filled)
    filled -= length
  }
  const discard = async () => {
    if (begun) await dropLongResult(db, id)
  }
  return {
    async write(bytes) {
      hash.update(bytes)
      bytesWritten += bytes.length
      for (let taken = 0; taken < bytes.length;) {
        const length = Math.min(bytes.length - taken, sliceBytes - filled)
        bytes.copy(slice, filled, taken, taken + length)
        filled += length
        taken += length
        if (filled === sliceBytes) await store(endOfLastCharacter(slice))
      }
    },
    async restart() {
      await discard()
      id = newId()
      begun = false
      filled = 0
      slices = 0
      bytesWritten = 0
      hash = createHash('sha256')
    },
    async keep() {
      if (filled > 0) await store(filled)
      const result = { id, bytes: bytesWritten, slices, digest: hash.digest() }
      const kept = await keepLongResult(db, attempt.token, result)
      if (kept !== 'kept') await discard()
      return kept
    },
    discard,
  }
}

/** The end of the last whole character of a full slice. */
function endOfLastCharacter(slice: Buffer): number {
  let lead = slice.length - 1
  while (((slice[lead] ?? 0) & 0xc0) === 0x80) lead -= 1
  const byte = slice[lead] ?? 0
  const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
  return lead + length <= slice.length ? slice.length : lead
}
