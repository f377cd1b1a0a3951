import type { BodyOf, ParamsOf, QueryOf } from '@composer/contracts'
import type { Request, Response } from 'express'
import type { Principal } from '../auth/principal.js'
import type { HANDLED, Reply } from './reply.js'

/**
 * How the body of an operation is read. `strict`: it fits the document, and the document's defaults are written into it.
 * `lenient`: it is a JSON object, as with Go's decoder; what its members are is for the handler to check. `raw`: its
 * bytes are read and not parsed.
 */
export type BodyReading = 'strict' | 'lenient' | 'raw'

/** What a handler gets: everything checked and bound, typed by the document. */
export interface OperationRequest<Operation, Reading extends BodyReading = 'strict'> {
  /** Percent-decoded. */
  params: ParamsOf<Operation>
  query: QueryOf<Operation>
  body: ReadBody<BodyOf<Operation>, Reading>
  /** Bytes of the body as they came, where one was read; of a raw one perhaps not all of them yet. */
  rawBody: BodyOf<Operation> extends undefined
    ? undefined
    : Reading extends 'raw'
      ? Buffer | AsyncIterable<Buffer>
      : Buffer
  principal: Principal
  operationId: string
  /** Aborted when the client goes away before its answer. */
  signal: AbortSignal
  req: Request
  res: Response
}

type ReadBody<Body, Reading extends BodyReading> = Reading extends 'strict'
  ? Body
  : Reading extends 'lenient'
    ? Unchecked<Body>
    : undefined

type Unchecked<Body> = Body extends object ? { [Name in keyof Body]?: unknown } : Body

/** The handler of one operation. A status or body that the document does not have does not compile. */
export type OperationHandler<Operation, Reading extends BodyReading = 'strict'> = (
  request: OperationRequest<Operation, Reading>,
) => Promise<Reply<Operation> | typeof HANDLED>

/**
 * An operation that examines the bytes of its body itself, perhaps in a thread. What it resolves with acts, once the
 * content type is known to be right, too: nothing may happen before.
 */
export interface ExaminingOperation<Operation> {
  /** @throws what is answered for a body that does not fit the document */
  examine(request: ExaminedRequest<Operation>): Promise<() => ReturnType<OperationHandler<Operation>>>
}

export type ExaminedRequest<Operation> = Omit<OperationRequest<Operation>, 'body' | 'rawBody'> & {
  rawBody: Buffer
}

/** Exactly the operations of a document, by operation id; `Raw` are those that take the bytes of their body. */
export type OperationHandlers<Operations, Validate extends 'strict' | 'lenient', Raw = never> = {
  [Id in keyof Operations]:
    | OperationHandler<Operations[Id], Id extends Raw ? 'raw' : Validate>
    | (Validate extends 'strict' ? ExaminingOperation<Operations[Id]> : never)
}
