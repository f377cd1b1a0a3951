import { actOf } from '../act-of.js'
import type { ConsoleContext } from '../console-context.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

export function expireWorker(context: ConsoleContext): Handler<'expireWorker'> {
  return async ({ params, body, req }) => {
    const changed = await context.operator.expireWorker(idOf(params), actOf(context, req, body.reason))
    return { status: 200, body: { changed } }
  }
}
