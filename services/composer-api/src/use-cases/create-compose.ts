import { createHash, randomInt, randomUUID } from 'node:crypto'
import { toGraphJobs } from '@composer/contracts'
import type { ComposerContext } from '../context.js'
import { planCompose } from '../plan/plan-compose.js'
import { redactRequest } from '../redact-request.js'
import type { ComposeRequest } from '../api-types.js'
import { parseComposeRequest } from '../request/parse-compose-request.js'
import { canonicalJson } from './canonical-json.js'
import { checkQueuedJobs } from './check-queued-jobs.js'
import { enqueueGraph } from './enqueue-graph.js'

/** Largest value `randomInt` can give; the generators that take a seed need no more. */
const SEEDS = 2 ** 48 - 1

export interface CreateCompose {
  /** Valid, with the defaults filled in. */
  request: ComposeRequest
  channel: string
  /** Aborted when the caller goes away. */
  signal: AbortSignal
  idempotencyKey?: string
  externalId?: string
}

/**
 * Accepts a compose: the request becomes a plan, and the plan's jobs and the (redacted) request are stored in one
 * transaction.
 * @returns the compose id: the first one again when the idempotency key was seen with this request
 * @throws the refusals of `parseComposeRequest` and `planCompose`; 48 for a key used with another request; 429;
 *   503; 1005
 */
export async function createCompose(context: ComposerContext, wanted: CreateCompose): Promise<string> {
  const { request, channel, signal, idempotencyKey, externalId } = wanted
  await checkQueuedJobs(context, channel)
  const compose = await parseComposeRequest(request, context.catalog.current(), (passwords) =>
    context.passwords.hashAll(channel, passwords, signal),
  )
  const plan = planCompose(compose, {
    newId: randomUUID,
    now: context.now(),
    seed: randomInt(SEEDS),
    manifests: context.settings.MANIFESTS,
  })
  const graph = {
    channel,
    kind: compose.kind,
    jobs: toGraphJobs(plan),
    request: JSON.stringify(redactRequest(request)),
    ...(externalId !== undefined && { externalId }),
    ...(idempotencyKey !== undefined && {
      idempotency: { key: idempotencyKey, fingerprint: fingerprint(request) },
    }),
  }
  return (await enqueueGraph(context, graph)).composeId
}

/** The same request gives the same digest, however its members are ordered and spaced. */
function fingerprint(request: ComposeRequest): string {
  return createHash('sha256').update(canonicalJson(request)).digest('hex')
}
