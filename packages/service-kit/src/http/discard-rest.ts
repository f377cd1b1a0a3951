import type { IncomingMessage } from 'node:http'

/** Time that a client gets to notice an answer that came before the end of its body. */
const lingerMs = 5000

/**
 * For an answer that does not need the rest of the body. What still arrives is discarded, so that the client can read
 * the answer (closing at once would reset the connection under it); one that goes on sending is cut off after a while.
 */
export function discardRest(req: IncomingMessage): void {
  if (req.complete) return
  req.resume()
  const timer = setTimeout(() => req.destroy(), lingerMs).unref()
  req.once('end', () => clearTimeout(timer))
}
