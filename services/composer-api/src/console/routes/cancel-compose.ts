import { actOf } from '../act-of.js'
import type { ConsoleContext } from '../console-context.js'
import { consoleRefusal } from '../errors.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

export function cancelCompose(context: ConsoleContext): Handler<'cancelCompose'> {
  return async ({ params, body, req }) => {
    const cancelled = await context.operator.cancel(idOf(params), actOf(context, req, body.reason))
    if (cancelled === null) throw consoleRefusal(6)
    return { status: 200, body: { cancelled } }
  }
}
