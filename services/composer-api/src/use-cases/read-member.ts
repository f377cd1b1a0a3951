import type { JobQueue } from '@composer/jobqueue'
import { splitMembers, type Piece } from '@composer/raw-json'

/**
 * Yields the exact text of a top-level member of a stored result, in pieces; yields nothing when there is no such result
 * or member. When the name occurs several times, the last one counts, which is known only at the end of the result. So a
 * result that is stored in several parts is read twice instead of being kept in memory.
 */
export async function* readMember(queue: JobQueue, jobId: string, member: string): AsyncGenerator<Buffer> {
  let kept: Buffer[] = []
  let places = 0
  let parts = 0
  for await (const pieces of piecesOf(queue, jobId, member)) {
    parts += 1
    for (const { begins, bytes } of pieces) {
      places += begins ? 1 : 0
      if (begins) kept = []
      if (parts === 1) kept.push(bytes)
    }
  }
  if (parts <= 1) {
    yield* kept
    return
  }
  let place = 0
  for await (const pieces of piecesOf(queue, jobId, member)) {
    for (const { begins, bytes } of pieces) {
      place += begins ? 1 : 0
      if (place === places) yield bytes
    }
  }
}

async function* piecesOf(queue: JobQueue, jobId: string, member: string): AsyncGenerator<Piece[]> {
  const splitter = splitMembers([member])
  for await (const part of queue.streamResult(jobId)) yield splitter.write(Buffer.from(part))
}
