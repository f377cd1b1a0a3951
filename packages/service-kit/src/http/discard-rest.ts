import type { IncomingMessage } from 'node:http'

/** How long a client may go on sending its body after the answer. */
const lingerMs = 5000

/**
 * Call this when a request is answered before its body has arrived. The rest of the body is discarded, because closing
 * at once would reset the connection before the client has read the answer. A client that goes on sending for more than
 * 5 s is disconnected.
 */
export function discardRest(req: IncomingMessage): void {
  if (req.complete) return
  req.resume()
  const timer = setTimeout(() => req.destroy(), lingerMs).unref()
  req.once('end', () => clearTimeout(timer))
}
