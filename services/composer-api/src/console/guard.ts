import type { Request, RequestHandler } from 'express'
import { actorOf } from './actor-of.js'
import type { ConsoleContext } from './console-context.js'
import { consoleRefusal } from './errors.js'

/** A page of another site can only send this header after a CORS preflight request (protection from CSRF). */
const actionHeader = 'x-console-action'

/**
 * Makes the check that the `Host` header is one of the allowed host names, as a protection from DNS rebinding: a page of
 * another site whose name resolves to this address could send requests here, but `Host` then has the name of that site.
 */
export function checkHost(allowed: readonly string[]): (req: Request) => void {
  const names = new Set(allowed.map((name) => name.toLowerCase()))
  return (req) => {
    const name = hostName(req.headers.host ?? '')
    if (!names.has(name)) throw consoleRefusal(8, `Host: '${name}' is none of CONSOLE_HOSTS`)
  }
}

/** The host name without the port; an IPv6 address keeps its brackets. */
const hostName = (host: string): string => host.toLowerCase().replace(/:\d*$/, '')

/**
 * Accepts reads, and those actions that are allowed, have the action header and come from this origin and a known
 * operator.
 */
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

/** Both checks as one request handler. */
export function guard(context: ConsoleContext, hosts: readonly string[]): RequestHandler {
  const host = checkHost(hosts)
  const action = checkAction(context)
  return (req, _res, next) => {
    host(req)
    action(req)
    next()
  }
}
