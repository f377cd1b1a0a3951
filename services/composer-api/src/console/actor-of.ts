import type { Request } from 'express'
import type { ConsoleContext } from './console-context.js'

const longest = 255

/** The name that the proxy in front gave, or the settings; null: nobody is known, and nothing can be done. */
export function actorOf(
  { actorHeader, defaultActor }: Pick<ConsoleContext, 'actorHeader' | 'defaultActor'>,
  req: Request,
): string | null {
  const given = req.get(actorHeader)?.trim().slice(0, longest)
  return given || defaultActor || null
}
