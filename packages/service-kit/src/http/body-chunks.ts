import type { Readable } from 'node:stream'

/**
 * Yields a body chunk by chunk, as the consumer asks for them. If the consumer stops early, the rest stays unread. If
 * the consumer waits for `stallMs` and no chunk arrives, the connection is closed; the time that the consumer itself
 * takes does not count.
 * @throws the stream's error if the connection was closed by the sender or by this limit
 */
export async function* bodyChunks(body: Readable, stallMs: number): AsyncGenerator<Buffer> {
  const chunks = body.iterator({ destroyOnReturn: false })
  try {
    for (;;) {
      const stalled = setTimeout(() => body.destroy(), stallMs).unref()
      const next = (await chunks.next().finally(() => clearTimeout(stalled))) as IteratorResult<
        Buffer,
        undefined
      >
      if (next.done) return
      yield next.value
    }
  } finally {
    await chunks.return?.()
  }
}
