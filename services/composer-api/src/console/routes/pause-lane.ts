import { actOf } from '../act-of.js'
import type { ConsoleContext } from '../console-context.js'
import type { Handler } from './handler.js'
import { laneOf } from './lane-of.js'

export function pauseLane(context: ConsoleContext): Handler<'pauseLane'> {
  return async ({ body, req }) => {
    const changed = await context.operator.pause(laneOf(body), actOf(context, req, body.reason))
    return { status: 200, body: { changed } }
  }
}
