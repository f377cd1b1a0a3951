import type { Request, RequestHandler } from 'express'
import { actorOf } from './actor-of.js'
import type { ConsoleContext } from './console-context.js'
import { consoleRefusal } from './errors.js'

/** The header that no other site's page can send without being asked for permission first. */
const actionHeader = 'x-console-action'

/**
 * Knows the host names under which the console may be reached. A browser behind a port-forward can be led to this
 * address by any page whose name suddenly resolves to it (DNS rebinding); the page's own name then stands in `Host`.
 */
export function checkHost(allowed: readonly string[]): (req: Request) => void {
  const names = new Set(allowed.map((name) => name.toLowerCase()))
  return (req) => {
    const name = hostName(req.headers.host ?? '')
    if (!names.has(name)) throw consoleRefusal(8, `Host: '${name}' is none of CONSOLE_HOSTS`)
  }
}

/** Without the port; an IPv6 address keeps its brackets. */
const hostName = (host: string): string => host.toLowerCase().replace(/:\d*$/, '')

/** Lets questions pass, and actions that are allowed, meant, and somebody's. */
function checkAction(
  context: Pick<ConsoleContext, 'mode' | 'actorHeader' | 'defaultActor'>,
): (req: Request) => void {
  return (req) => {
    if (req.method === 'GET' || req.method === 'HEAD') return
    if (context.mode !== 'full') throw consoleRefusal(7, 'CONSOLE is read-only')
    if (req.get(actionHeader) === undefined) throw consoleRefusal(7, 'X-Console-Action: is missing')
    if (!isSameOrigin(req)) throw consoleRefusal(7, 'Origin: must be this server')
    if (actorOf(context, req) === null)
      throw consoleRefusal(
        7,
        `${context.actorHeader}: is missing: an action needs the name of the person who acts`,
      )
  }
}

function isSameOrigin(req: Request): boolean {
  const origin = req.get('origin')
  if (origin === undefined) return false
  try {
    return new URL(origin).host === req.headers.host
  } catch {
    return false
  }
}

/** Both checks, as the chain of operations takes them. */
export function guard(context: ConsoleContext, hosts: readonly string[]): RequestHandler {
  const host = checkHost(hosts)
  const action = checkAction(context)
  return (req, _res, next) => {
    host(req)
    action(req)
    next()
  }
}
