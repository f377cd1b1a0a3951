import { createCompose } from '../use-cases/create-compose.js'
import type { ComposerContext } from '../context.js'
import { externalIdOf } from './external-id.js'
import type { Handler } from './handler.js'
import { idempotencyKeyOf } from './idempotency-key.js'

/** Accepts a compose request; the answer names the compose, which is then waiting for workers. */
export function postCompose(context: ComposerContext): Handler<'postCompose'> {
  return async ({ body, req, principal, signal }) => {
    const idempotencyKey = idempotencyKeyOf(req.headers)
    const externalId = externalIdOf(req.headers)
    const id = await createCompose(context, {
      request: body,
      channel: principal.channel,
      signal,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      ...(externalId !== undefined && { externalId }),
    })
    return { status: 201, body: { href: `${context.presentation.basePath}/compose`, id, kind: 'ComposeId' } }
  }
}
