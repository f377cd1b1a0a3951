import {
  BodyAbortedError,
  bodyChunks,
  BodyTooLargeError,
  readBody,
  type BodyReader,
} from '@composer/service-kit'
import type { Request } from 'express'

/** Smaller bodies are not worth waiting for. */
const free = 256 * 1024
/** Larger ones are never whole in memory, where the operation can take them like that. */
const streamedFrom = 4 * 1024 * 1024
/** What one of those takes while it passes through: its slice, that slice on its way to the database, and buffers. */
const streamCost = 4 * 1024 * 1024

/** While others wait, a body of which nothing came for this long is given up. */
const defaultStallMs = 60_000

interface Queued {
  bytes: number
  start(): void
}

interface Admitted {
  /** Of its connection, when it was last looked at. */
  bytesRead: number
  movedAt: number
}

/**
 * Reads bodies so that at most `budget` bytes of large ones are in memory at a time, or one that is larger. The others
 * wait with their connections paused, first come first served: nobody is refused, since a result is sent only once.
 * @param streamStallMs a sender of a streamed one may stall for this long
 * @param stallMs a sender that stalls for this long, while others wait for its place, loses its connection
 */
export function createLimitedBodyReader(
  budget: number,
  streamStallMs: number,
  stallMs = defaultStallMs,
): BodyReader {
  let taken = 0
  const queue: Queued[] = []
  const reading = new Map<Request, Admitted>()
  let watch: NodeJS.Timeout | undefined

  const admit = () => {
    for (let next = queue[0]; next && (taken === 0 || taken + next.bytes <= budget); next = queue[0]) {
      queue.shift()
      taken += next.bytes
      next.start()
    }
    if (queue.length > 0) watch ??= setInterval(dropStalled, stallMs / 4).unref()
    else {
      clearInterval(watch)
      watch = undefined
    }
  }

  const dropStalled = () => {
    const now = performance.now()
    for (const [req, admitted] of reading) {
      const { bytesRead } = req.socket
      if (bytesRead !== admitted.bytesRead) Object.assign(admitted, { bytesRead, movedAt: now })
      else if (now - admitted.movedAt >= stallMs) req.destroy()
    }
  }

  const turn = (req: Request, bytes: number) =>
    new Promise<void>((resolve, reject) => {
      const queued = { bytes, start: resolve }
      queue.push(queued)
      req.once('close', () => {
        const at = queue.indexOf(queued)
        if (at === -1) return
        queue.splice(at, 1)
        reject(new BodyAbortedError('The caller went away while its body waited'))
      })
      admit()
    })

  return async (req, limit, { streams }) => {
    const declared = Number(req.headers['content-length'] ?? limit)
    if (declared <= free || declared > limit) return readBody(req, limit)
    const streamed = streams && declared > streamedFrom
    const bytes = streamed ? streamCost : declared
    await turn(req, bytes)
    // The bytes are in use until the answer is out.
    req.res?.once('close', () => {
      taken -= bytes
      admit()
    })
    reading.set(req, { bytesRead: req.socket.bytesRead, movedAt: performance.now() })
    const done = () => void reading.delete(req)
    if (streamed) return chunksOf(req, limit, streamStallMs, done)
    return readBody(req, limit).finally(done)
  }
}

/** The body as it arrives, up to its limit. */
async function* chunksOf(
  req: Request,
  limit: number,
  stallMs: number,
  done: () => void,
): AsyncGenerator<Buffer> {
  let length = 0
  try {
    for await (const chunk of bodyChunks(req, stallMs)) {
      length += chunk.length
      if (length > limit) throw new BodyTooLargeError(limit)
      yield chunk
    }
  } catch (error) {
    if (error instanceof BodyTooLargeError || req.complete) throw error
    throw new BodyAbortedError('The caller went away')
  } finally {
    done()
  }
  if (!req.complete) throw new BodyAbortedError('The caller went away')
}
