import { setImmediate as nextTurn } from 'node:timers/promises'
import { createResultDigester, type Digest, type ResultDigester } from '@composer/contracts'
import type { LongResultWriter } from '@composer/jobqueue'
import { JsonSyntaxError, splitMembers } from '@composer/raw-json'
import { BodyTooLargeError } from '@composer/service-kit'
import { misfit } from '../errors.js'
import { createUtf8Repair, type Utf8Repair } from './utf8-repair.js'

/** In bytes. A longer interim result is read as one without progress, because progress is a few numbers. */
const longestPartial = 64 * 1024
const withoutProgress = Buffer.from('null')

export interface LongReport {
  /**
   * Size and digest of the result, which was given to the writer; the caller still has to call `keep`. Undefined: the
   * report has no result.
   */
  result: { bytes: number; digest: Digest } | undefined
  /** JSON text of the interim result, `null` in place of one that is too long. Undefined: the report has none. */
  partial: Buffer | undefined
}

/**
 * Reads a report while it arrives, passes the text of its result to `writer`, and computes the digest of the result.
 * Only one chunk of the report and one slice of the result are in memory.
 * @param type the job's type as the queue stores it
 * @param alive called after each chunk, because a worker that sends is alive
 * @throws error 10 for a report that is no JSON object, or is too large (413); BodyAbortedError when the caller
 * disconnects
 */
export async function receiveLongReport(
  body: AsyncIterable<Buffer>,
  type: string,
  writer: LongResultWriter,
  alive: () => Promise<void>,
): Promise<LongReport> {
  const splitter = splitMembers(['result', 'partial'])
  let result: { digester: ResultDigester; repair: Utf8Repair; bytes: number } | undefined
  let partial: Buffer | undefined
  let partialBytes = 0
  const take = async (bytes: Buffer) => {
    if (!result) return
    result.bytes += bytes.length
    result.digester.write(bytes)
    await writer.write(bytes)
  }
  try {
    for await (const chunk of body) {
      for (const { name, begins, bytes } of splitter.write(chunk)) {
        if (name === 'partial') {
          partialBytes = begins ? bytes.length : partialBytes + bytes.length
          if (partialBytes > longestPartial) partial = withoutProgress
          else partial = begins || !partial ? Buffer.from(bytes) : Buffer.concat([partial, bytes])
          continue
        }
        if (begins) {
          if (result) await writer.restart()
          result = { digester: createResultDigester(type), repair: createUtf8Repair(), bytes: 0 }
        }
        if (result) await take(result.repair.write(bytes))
      }
      await alive()
      // A fast sender can fill a whole turn of the event loop; this lets other requests run between its chunks.
      await nextTurn()
    }
    splitter.end()
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw misfit('body: must be a JSON object')
    if (error instanceof BodyTooLargeError) throw misfit(error.message).withStatus(413)
    throw error
  }
  if (result) await take(result.repair.end())
  return {
    result: result && { bytes: result.bytes, digest: result.digester.end() },
    partial,
  }
}
