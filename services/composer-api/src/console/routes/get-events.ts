import { HANDLED } from '@composer/service-kit'
import type { ConsoleContext } from '../console-context.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

/** Milliseconds between two comments, which keep proxies from closing an idle stream. */
const keepAliveMs = 15_000

/** Events of the live feed, until the client goes away. */
export function getEvents({ feed }: ConsoleContext): Handler<'getEvents'> {
  return async ({ query, req, res }) => {
    const composeId = query.compose === undefined ? undefined : idOf({ id: query.compose })
    res
      .status(200)
      .set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', Connection: 'close' })
    res.flushHeaders()
    if (req.method === 'HEAD') {
      res.end()
      return HANDLED
    }
    const stop = feed.listen({
      ...(composeId !== undefined && { composeId }),
      isReady: () => !res.writableNeedDrain,
      tell: (event, data) => res.write(`event: ${event}\ndata: ${data}\n\n`),
    })
    const keepAlive = setInterval(() => res.write(':\n\n'), keepAliveMs)
    res.once('close', () => {
      stop()
      clearInterval(keepAlive)
    })
    return HANDLED
  }
}
