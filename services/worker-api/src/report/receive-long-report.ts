import { setImmediate as nextTurn } from 'node:timers/promises'
import { createResultDigester, type Digest, type ResultDigester } from '@composer/contracts'
import type { LongResultWriter } from '@composer/jobqueue'
import { JsonSyntaxError, splitMembers } from '@composer/raw-json'
import { BodyTooLargeError } from '@composer/service-kit'
import { misfit } from '../errors.js'
import { createUtf8Repair, type Utf8Repair } from './utf8-repair.js'

/** Progress is a few numbers: of a longer interim result nothing is kept. */
const longestPartial = 64 * 1024

export interface LongReport {
  /** Undefined: the report has no result. It is written, and not kept yet. */
  result: { bytes: number; digest: Digest } | undefined
  /** Undefined: the report has none. Nothing is left of a long one. */
  partial: Buffer | undefined
}

/**
 * Takes a report while it arrives: the text of its result goes to `writer`, and its digest is made on the way. In memory
 * are a chunk and a slice.
 * @param alive called now and then: a report that arrives is a sign of life
 * @throws error 10 for what is no JSON object or too large; BodyAbortedError
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
          partial = begins || !partial ? Buffer.from(bytes) : Buffer.concat([partial, bytes])
          if (partial.length > longestPartial) partial = Buffer.alloc(0)
          continue
        }
        if (begins) {
          if (result) await writer.restart()
          result = { digester: createResultDigester(type), repair: createUtf8Repair(), bytes: 0 }
        }
        if (result) await take(result.repair.write(bytes))
      }
      await alive()
      // Two megabytes of a fast sender come in one turn of the event loop; others are served between its chunks.
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
