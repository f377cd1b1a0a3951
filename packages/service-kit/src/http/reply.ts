import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ResponsesOf } from '@composer/contracts'
import type { Response } from 'express'

interface Head<Status> {
  status: Status
  headers?: Record<string, string>
}

/** The client's connection decides how fast pieces are asked for. */
type InPieces = AsyncIterable<string | Uint8Array>

/**
 * A JSON answer. `body` has the documented type; `jsonText` is ready text, in pieces if it is long, of which the
 * compiler knows nothing.
 */
type JsonReply<Status, Body> = Head<Status> & ({ body: ReadonlyDeep<Body> } | { jsonText: string | InPieces })

/** An answer of another media type. The content type is among the headers, or set on the response already. */
type BytesReply<Status> = Head<Status> & { bytes: InPieces }

/** Documents are made once and not changed; the generated types do not say so. */
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

/** What the document lets an operation answer. */
export type Reply<Operation> = Replies<ResponsesOf<Operation>>

/** Any answer. */
export type AnyReply = JsonReply<number, unknown> | BytesReply<number> | EmptyReply<number>

/** The handler has answered by itself. */
export const HANDLED: unique symbol = Symbol('handled')

/** Sends an answer; resolves when it is flushed, or the client is gone. */
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

/** Head and body in one piece, which is one write to the socket. */
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
    // The client went away, or the source broke after the head was sent: all that is left is to cut the connection.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  })
}
