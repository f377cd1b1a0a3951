import type { JobQueue } from '@composer/jobqueue'

/** The stored result of a finished job as the bytes of its JSON text; undefined when there is none. */
export async function readResultBytes(queue: JobQueue, jobId: string): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of queue.streamResult(jobId)) chunks.push(Buffer.from(chunk))
  return chunks.length > 0 ? Buffer.concat(chunks) : undefined
}
