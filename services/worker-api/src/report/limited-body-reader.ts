import {
  BodyAbortedError,
  bodyChunks,
  BodyTooLargeError,
  readBody,
  type BodyReader,
} from '@composer/service-kit'
import type { Request } from 'express'

/** In bytes. Bodies up to this size do not count towards the budget and never wait. */
const free = 256 * 1024
/** In bytes. Larger bodies are read as a stream, if the operation supports that, and are never whole in memory. */
const streamedFrom = 4 * 1024 * 1024
/** Bytes that a streamed body takes in memory: a slice, its copy on the way to the database, and buffers. */
const streamCost = 4 * 1024 * 1024

/** While other bodies wait, the connection of a body of which no byte came for this long is closed. */
const defaultStallMs = 60_000

interface Queued {
  bytes: number
  start(): void
}

interface Admitted {
  /** Bytes read from the connection when it was last checked. */
  bytesRead: number
  /** When `bytesRead` last changed, in milliseconds of `performance.now()`. */
  movedAt: number
}

/**
 * Reads bodies so that large ones take at most `budget` bytes of memory together. A single body above the budget is
 * read alone. The other bodies wait in order of arrival, with their connections paused. None is refused, because a
 * worker sends a result only once.
 * @param streamStallMs after this long without a byte, the connection of a streamed body is closed
 * @param stallMs after this long without a byte, the connection of any body is closed if other bodies wait
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
    // The body stays in memory until the answer is sent.
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

/**
 * The chunks of the body as they arrive.
 * @param done called when the body is read or given up
 * @throws BodyTooLargeError after `limit` bytes; BodyAbortedError when the caller disconnects
 */
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
