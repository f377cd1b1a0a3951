import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'

/** A handler's answer: JSON in `body`, or ready text or bytes in `text`, in pieces if it is long. */
export interface Reply {
  status: number
  body?: unknown
  text?: string | AsyncIterable<string | Uint8Array>
  headers?: Record<string, string>
}

/** The handler has answered by itself. */
export const HANDLED: unique symbol = Symbol('handled')

/** Sends an answer; resolves when it is flushed, or the client is gone. */
export async function sendReply(res: Response, reply: Reply): Promise<void> {
  res.status(reply.status).set(reply.headers ?? {})
  if (reply.body !== undefined) {
    res.json(reply.body)
    return
  }
  if (reply.text === undefined || typeof reply.text === 'string') {
    if (reply.text === undefined && !res.hasHeader('Content-Length') && reply.status !== 204)
      res.set('Content-Length', '0')
    res.end(reply.text)
    return
  }
  if (res.req.method === 'HEAD') {
    if (reply.text instanceof Readable) reply.text.destroy()
    res.end()
    return
  }
  const source =
    reply.text instanceof Readable ? reply.text : Readable.from(reply.text, { objectMode: false })
  await pipeline(source, res).catch((error: NodeJS.ErrnoException) => {
    // The client went away, or the source broke after the head was sent: all that is left is to cut the connection.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  })
}
