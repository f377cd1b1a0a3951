import type { Act } from '@composer/operator'
import type { Request } from 'express'
import { actorOf } from './actor-of.js'
import type { ConsoleContext } from './console-context.js'
import { consoleRefusal } from './errors.js'

/**
 * The operator who acts, and the reason. The guard has already checked that the operator is known.
 * @throws error 5 when the reason is empty; error 7 when the operator is not known
 */
export function actOf(context: ConsoleContext, req: Request, reason: string): Act {
  const actor = actorOf(context, req)
  if (actor === null) throw consoleRefusal(7)
  if (reason.trim() === '' || reason.includes('\0')) throw consoleRefusal(5, 'reason: must be text')
  return { actor: actor.replaceAll('\0', ''), reason }
}
