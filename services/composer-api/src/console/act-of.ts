import type { Act } from '@composer/operator'
import type { Request } from 'express'
import { actorOf } from './actor-of.js'
import type { ConsoleContext } from './console-context.js'
import { consoleRefusal } from './errors.js'

/**
 * Who acts, and why. The guard has seen to it that somebody does.
 * @throws error 5 for a reason that says nothing, 7
 */
export function actOf(context: ConsoleContext, req: Request, reason: string): Act {
  const actor = actorOf(context, req)
  if (actor === null) throw consoleRefusal(7)
  if (reason.trim() === '' || reason.includes('\0')) throw consoleRefusal(5, 'reason: must be text')
  return { actor: actor.replaceAll('\0', ''), reason }
}
