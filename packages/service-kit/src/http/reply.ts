import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ResponsesOf } from '@composer/contracts'
import type { Response } from 'express'

interface Head<Status> {
  status: Status
  headers?: Record<string, string>
}

/** A body in pieces, which are requested only as fast as the client reads. */
type InPieces = AsyncIterable<string | Uint8Array>

/**
 * A JSON answer. `body` has the documented type. `jsonText` is finished JSON text, in pieces if it is long; the
 * compiler does not check it.
 */
type JsonReply<Status, Body> = Head<Status> & ({ body: ReadonlyDeep<Body> } | { jsonText: string | InPieces })

/** An answer of another media type. The handler sets Content-Type, in `headers` or on the response. */
type BytesReply<Status> = Head<Status> & { bytes: InPieces }

/** Lets handlers answer read-only objects, which the generated types do not allow. */
type ReadonlyDeep<T> = T extends object ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> } : T

type EmptyReply<Status> = Head<Status> & { body?: never; jsonText?: never; bytes?: never }

type ContentReply<Status, MediaType, Body> = MediaType extends 'application/json'
  ? JsonReply<Status, Body>
  : MediaType extends 'x-empty'
    ? EmptyReply<Status>
    : BytesReply<Status>

type ReplyTo<Status, Documented> = Documented extends { content: infer Content }
  ? { [Type in keyof Content]: ContentReply<Status, Type, Content[Type]> }[keyof Content]
  : EmptyReply<Status>

type Replies<Responses> = { [Status in keyof Responses]: ReplyTo<Status, Responses[Status]> }[keyof Responses]

/** All answers that the document defines for an operation. */
export type Reply<Operation> = Replies<ResponsesOf<Operation>>

/** Any answer. */
export type AnyReply = JsonReply<number, unknown> | BytesReply<number> | EmptyReply<number>

/** Returned by a handler that has sent the answer itself. */
export const HANDLED: unique symbol = Symbol('handled')

/** Sends an answer. Resolves when pieces have all been sent or the client is gone; for other bodies at once. */
export async function sendReply(res: Response, reply: AnyReply): Promise<void> {
  if ('jsonText' in reply && reply.jsonText !== undefined) {
    if (typeof reply.jsonText === 'string') sendJson(res, reply, reply.jsonText)
    else {
      begin(res, reply).type('application/json')
      await sendPieces(res, reply.jsonText)
    }
  } else if ('bytes' in reply && reply.bytes !== undefined) {
    begin(res, reply)
    await sendPieces(res, reply.bytes)
  } else if (reply.body !== undefined) {
    sendJson(res, reply, JSON.stringify(reply.body))
  } else {
    begin(res, reply)
    if (!res.hasHeader('Content-Length') && reply.status !== 204) res.set('Content-Length', '0')
    res.end()
  }
}

const begin = (res: Response, { status, headers }: AnyReply): Response =>
  res.status(status).set(headers ?? {})

const jsonType = 'application/json; charset=utf-8'

/** Sends head and body with one write to the socket. */
function sendJson(res: Response, reply: AnyReply, text: string): void {
  const length = String(Buffer.byteLength(text))
  if (reply.headers) begin(res, reply).set({ 'Content-Type': jsonType, 'Content-Length': length }).end(text)
  else res.writeHead(reply.status, ['Content-Type', jsonType, 'Content-Length', length]).end(text)
}

async function sendPieces(res: Response, pieces: InPieces): Promise<void> {
  const source = pieces instanceof Readable ? pieces : Readable.from(pieces, { objectMode: false })
  if (res.req.method === 'HEAD') {
    source.destroy()
    res.end()
    return
  }
  await pipeline(source, res).catch((error: NodeJS.ErrnoException) => {
    // `pipeline` has closed the connection. The client going away is no error; a failure of the source is.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  })
}
