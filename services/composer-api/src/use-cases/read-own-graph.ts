import type { GraphRow, JobQueue } from '@composer/jobqueue'
import { refusal } from '../errors.js'

/** The same text for unknown ids and for ids of other tenants, so that callers cannot tell them apart. */
const NOT_THERE = 'job does not exist'

/**
 * Reads the graph of a job that belongs to the caller, in one query.
 * @throws error 15 when the id is unknown, deleted, or another tenant's
 */
export async function readOwnGraph(queue: JobQueue, jobId: string, channel: string): Promise<GraphRow> {
  const graph = await queue.readGraph(jobId, channel)
  if (!graph) throw unknownId()
  return graph
}

export function unknownId() {
  return refusal(15, NOT_THERE)
}
