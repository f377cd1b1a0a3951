import { waitForFinish } from '@composer/jobqueue'
import type { ComposerContext } from '../context.js'
import { refusal } from '../errors.js'
import type { Received } from '../intake/receive-request.js'
import { wantedGraph } from '../intake/wanted-graph.js'
import { checkQueuedJobs } from './check-queued-jobs.js'
import { enqueueGraph } from './enqueue-graph.js'

type AwaitedKind = 'depsolve' | 'search'

const titles: Record<AwaitedKind, string> = { depsolve: 'Depsolve', search: 'Search' }

/** A member that the result of any job may have. */
interface ResultWithError {
  job_error?: { reason: string; details?: unknown } | null
}

/**
 * Runs one job while the HTTP request waits: enqueues it on the caller's channel and waits for the queue's
 * notification. The job is cancelled when the time limit is over or the client has disconnected.
 * @returns the parsed result; undefined when the client has disconnected
 * @throws the refusals of the request; error 1002 (job failed, cancelled, or too late), and the details say which; 429;
 *   1005
 */
export async function runAwaitedJob<T>(
  context: ComposerContext,
  kind: AwaitedKind,
  received: Received,
): Promise<T | undefined> {
  const { queue, listener, settings } = context
  const { channel, signal } = received.arrived
  const { jobs } = await wantedGraph(context, received)
  await checkQueuedJobs(context, channel)
  const graph = { kind, channel, jobs, request: null }
  // The id of a graph is the id of its last job, and this graph has one job.
  const { composeId: jobId } = await enqueueGraph(context, graph)
  const timeoutMs = settings.DEPSOLVE_TIMEOUT_SECONDS * 1000
  const end = await waitForFinish(queue, listener, { id: jobId, channel }, { timeoutMs, signal })
  const name = `${titles[kind]} job "${jobId}"`
  switch (end) {
    case 'finished':
      return readResult<T>(context, jobId, name)
    case 'cancelled':
      throw refusal(1002, `${name} was cancelled`)
    case 'timeout':
      await queue.cancelGraph(jobId, channel)
      throw refusal(1002, `${name} timed out`)
    case 'aborted':
      await queue.cancelGraph(jobId, channel)
      return undefined
  }
}

async function readResult<T>({ queue }: ComposerContext, jobId: string, name: string): Promise<T> {
  const text = await queue.readResult(jobId)
  if (text === undefined) throw refusal(1002, `${name} has no result`)
  const result = JSON.parse(text) as T & ResultWithError
  if (result.job_error) throw refusal(1002, describe(result.job_error))
  return result
}

/** The solver's message, unchanged: it tells callers what to correct. */
function describe({ reason, details }: NonNullable<ResultWithError['job_error']>): string {
  if (details == null || details === '') return reason
  return `${reason}: ${typeof details === 'string' ? details : JSON.stringify(details)}`
}
