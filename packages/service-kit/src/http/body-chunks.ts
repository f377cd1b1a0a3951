import type { Readable } from 'node:stream'

/**
 * A body as it arrives; nothing is read that was not asked for, and the rest of one that is not wanted is left. A sender
 * of whom nothing comes for `stallMs` while it is waited for loses its connection; the time that the receiver takes for
 * itself does not count.
 * @throws the error of the body when its sender went away or was given up
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
