import type { IncomingMessage } from 'node:http'

export class BodyTooLargeError extends Error {
  readonly limit: number
  constructor(limit: number) {
    super(`The body has more than ${limit} bytes`)
    this.limit = limit
  }
}

/** The caller went away while it was sending. */
export class BodyAbortedError extends Error {}

/** A sender of whom nothing comes for this long is given up; slow ones are waited for. */
const defaultStallMs = 60_000

/**
 * The whole body in one piece. A declared length is allocated once and filled, so that a large body stands in memory
 * one time, not twice.
 * @throws BodyTooLargeError before more than `limit` bytes were kept; BodyAbortedError
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
