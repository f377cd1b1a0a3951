import type { IncomingMessage } from 'node:http'

export class BodyTooLargeError extends Error {
  readonly limit: number
  constructor(limit: number) {
    super(`The body has more than ${limit} bytes`)
    this.limit = limit
  }
}

/** The connection was closed before the whole body had arrived. */
export class BodyAbortedError extends Error {}

/** The connection is closed if nothing arrives for this long; a slow but steady sender is not affected. */
const defaultStallMs = 60_000

/**
 * Reads the whole body into one buffer. If the length is declared, the buffer is allocated first and then filled, so
 * that a large body is in memory only once.
 * @param limit bytes
 * @throws BodyTooLargeError before more than `limit` bytes are kept; BodyAbortedError
 */
export function readBody(req: IncomingMessage, limit: number, stallMs = defaultStallMs): Promise<Buffer> {
  const declared = Number(req.headers['content-length'] ?? Number.NaN)
  if (declared > limit) return Promise.reject(new BodyTooLargeError(limit))
  return new Promise((resolve, reject) => {
    const whole =
      Number.isFinite(declared) && declared > 64 * 1024 ? Buffer.allocUnsafeSlow(declared) : undefined
    const chunks: Buffer[] = []
    let length = 0
    const stalled = setTimeout(() => req.destroy(), stallMs).unref()
    const end = (settle: () => void) => {
      clearTimeout(stalled)
      req.off('data', received)
      settle()
    }
    const received = (chunk: Buffer) => {
      stalled.refresh()
      if (length + chunk.length > limit) {
        end(() => reject(new BodyTooLargeError(limit)))
        return
      }
      if (whole) chunk.copy(whole, length)
      else chunks.push(chunk)
      length += chunk.length
    }
    req.on('data', received)
    req.once('end', () =>
      end(() => resolve(whole ? whole.subarray(0, length) : Buffer.concat(chunks, length))),
    )
    req.once('error', () => end(() => reject(new BodyAbortedError('The caller went away'))))
    req.once('close', () => {
      if (!req.complete) end(() => reject(new BodyAbortedError('The caller went away')))
    })
  })
}
