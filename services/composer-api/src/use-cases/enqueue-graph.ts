import { IdempotencyConflictError } from '@composer/jobqueue'
import type { EnqueuedGraph, NewGraph } from '@composer/jobqueue'
import type { ComposerContext } from '../context.js'
import { refusal } from '../errors.js'

const SECONDS_PER_DAY = 86_400

/**
 * Stores a graph of jobs, with the retention time of the settings.
 * @returns its ids; for a repeated idempotency key, those of the graph that was stored first
 * @throws errors 48 (the key was used with another request) and 1005
 */
export async function enqueueGraph(
  { queue, settings }: ComposerContext,
  graph: Omit<NewGraph, 'retentionSeconds'>,
): Promise<EnqueuedGraph> {
  const retentionSeconds = settings.COMPOSE_RETENTION_DAYS * SECONDS_PER_DAY
  try {
    return await queue.enqueue({ ...graph, retentionSeconds })
  } catch (cause) {
    if (cause instanceof IdempotencyConflictError)
      throw refusal(
        48,
        `Idempotency-Key: ${JSON.stringify(graph.idempotency?.key ?? '')} was used with another request before`,
      )
    throw refusal(1005, '', { cause })
  }
}
