import type { Request } from 'express'
import type { ConsoleContext } from './console-context.js'

const longest = 255

/**
 * The operator's name, from the header of the reverse proxy or else the settings; null when unknown: no action is
 * allowed then.
 */
export function actorOf(
  { actorHeader, defaultActor }: Pick<ConsoleContext, 'actorHeader' | 'defaultActor'>,
  req: Request,
): string | null {
  const given = req.get(actorHeader)?.trim().slice(0, longest)
  return given || defaultActor || null
}
