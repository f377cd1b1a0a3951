import { HANDLED } from '@composer/service-kit'
import type { ConsoleContext } from '../console-context.js'
import type { Handler } from './handler.js'

/** A comment so often keeps proxies from cutting an idle stream. */
const keepAliveMs = 15_000

/** `now` events, until the client goes away. */
export function getEvents({ feed }: ConsoleContext): Handler<'getEvents'> {
  return async ({ req, res }) => {
    res
      .status(200)
      .set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', Connection: 'close' })
    res.flushHeaders()
    if (req.method === 'HEAD') {
      res.end()
      return HANDLED
    }
    const stop = feed.listen((text) => {
      // A reader that does not read gets only what it has room for.
      if (!res.writableNeedDrain) res.write(`event: now\ndata: ${text}\n\n`)
    })
    const keepAlive = setInterval(() => res.write(':\n\n'), keepAliveMs)
    res.once('close', () => {
      stop()
      clearInterval(keepAlive)
    })
    return HANDLED
  }
}
