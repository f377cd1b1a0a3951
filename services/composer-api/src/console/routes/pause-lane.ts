import { actOf } from '../act-of.js'
import type { ConsoleContext } from '../console-context.js'
import type { Handler } from './handler.js'
import { laneOf } from './lane-of.js'
import { refuseMember } from './refuse-member.js'

export function pauseLane(context: ConsoleContext): Handler<'pauseLane'> {
  return async ({ body, req }) => {
    const act = actOf(context, req, body.reason)
    const changed = await context.operator.pause(laneOf(body), act).catch(refuseMember)
    return { status: 200, body: { changed } }
  }
}
