import type { JobQueue } from '@composer/jobqueue'
import { findMembers } from '@composer/raw-json'
import { readResultBytes } from './read-result-bytes.js'

/** The exact text of a top-level member of a stored result; nothing when there is no such result or member. */
export async function* readMember(queue: JobQueue, jobId: string, member: string): AsyncGenerator<Buffer> {
  const result = await readResultBytes(queue, jobId)
  const span = result && findMembers(result, [member]).get(member)
  if (span) yield result.subarray(span.start, span.end)
}
