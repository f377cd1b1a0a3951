import { createCompose } from '../use-cases/create-compose.js'
import type { ComposerContext } from '../context.js'
import { receiveRequest } from '../intake/receive-request.js'
import { externalIdOf } from './external-id.js'
import type { Examining } from './handler.js'
import { idempotencyKeyOf } from './idempotency-key.js'

/** Accepts a compose request; the answer names the compose, which is then waiting for workers. */
export function postCompose(context: ComposerContext): Examining<'postCompose'> {
  const href = `${context.presentation.basePath}/compose`
  return {
    async examine(request) {
      const received = await receiveRequest(context.intake, 'postCompose', request)
      return async () => {
        const idempotencyKey = idempotencyKeyOf(request.req.headers)
        const externalId = externalIdOf(request.req.headers)
        const id = await createCompose(context, {
          received,
          ...(idempotencyKey !== undefined && { idempotencyKey }),
          ...(externalId !== undefined && { externalId }),
        })
        return { status: 201, body: { href, id, kind: 'ComposeId' } }
      }
    },
  }
}
