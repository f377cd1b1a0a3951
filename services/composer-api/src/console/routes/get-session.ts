import { actorOf } from '../actor-of.js'
import type { ConsoleContext } from '../console-context.js'
import type { Handler } from './handler.js'

/** What this caller may do. */
export function getSession(context: ConsoleContext): Handler<'getSession'> {
  const { mode, actorHeader, version } = context
  return async ({ req }) => ({
    status: 200,
    body: { mode, actor: actorOf(context, req), actor_header: actorHeader, version },
  })
}
