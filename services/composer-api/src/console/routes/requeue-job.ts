import { actOf } from '../act-of.js'
import type { ConsoleContext } from '../console-context.js'
import { consoleRefusal } from '../errors.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

export function requeueJob(context: ConsoleContext): Handler<'requeueJob'> {
  return async ({ params, body, req }) => {
    const answer = await context.operator.requeue(idOf(params), actOf(context, req, body.reason))
    if (answer === 'unknown') throw consoleRefusal(6)
    return { status: 200, body: { answer } }
  }
}
