import type { ComposerContext } from '../context.js'
import type { Received } from '../intake/receive-request.js'
import { wantedGraph } from '../intake/wanted-graph.js'
import { checkQueuedJobs } from './check-queued-jobs.js'
import { enqueueGraph } from './enqueue-graph.js'

export interface CreateCompose {
  received: Received
  idempotencyKey?: string
  externalId?: string
}

/**
 * Accepts a compose: the jobs of its plan and the (redacted) request are stored in one transaction.
 * @returns the compose id; for a repeated request with the same idempotency key, the id of the first compose
 * @throws the refusals of `parseComposeRequest` and `planCompose`; 48 for a key used with another request; 429;
 *   503; 1005
 */
export async function createCompose(context: ComposerContext, wanted: CreateCompose): Promise<string> {
  const { received, idempotencyKey, externalId } = wanted
  const { channel } = received.arrived
  await checkQueuedJobs(context, channel)
  const { fingerprint, ...graph } = await wantedGraph(context, received)
  const stored = await enqueueGraph(context, {
    ...graph,
    channel,
    ...(externalId !== undefined && { externalId }),
    ...(idempotencyKey !== undefined &&
      fingerprint !== null && { idempotency: { key: idempotencyKey, fingerprint } }),
  })
  return stored.composeId
}
