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

/** What a handler gets: the checked parts of the request, with the types of the document. */
export interface OperationRequest<Operation, Reading extends BodyReading = 'strict'> {
  /** Percent-decoded. */
  params: ParamsOf<Operation>
  query: QueryOf<Operation>
  body: ReadBody<BodyOf<Operation>, Reading>
  /** Bytes of the body, undefined if the operation has none. A raw body may still be arriving, as an iterable. */
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

/** The handler of one operation. The compiler refuses a status or body that the document does not define. */
export type OperationHandler<Operation, Reading extends BodyReading = 'strict'> = (
  request: OperationRequest<Operation, Reading>,
) => Promise<Reply<Operation> | typeof HANDLED>

/**
 * An operation that examines the bytes of its body itself, for example in a worker thread. `examine` must have no
 * effects: the function that it resolves with carries out the operation, and is called only if the content type is
 * right too.
 */
export interface ExaminingOperation<Operation> {
  /** @throws the error to be answered, if the body does not fit the document */
  examine(request: ExaminedRequest<Operation>): Promise<() => ReturnType<OperationHandler<Operation>>>
}

export type ExaminedRequest<Operation> = Omit<OperationRequest<Operation>, 'body' | 'rawBody'> & {
  rawBody: Buffer
}

/** One handler for each operation of a document, by operation id; `Raw` are the ids in `rawBodies`. */
export type OperationHandlers<Operations, Validate extends 'strict' | 'lenient', Raw = never> = {
  [Id in keyof Operations]:
    | OperationHandler<Operations[Id], Id extends Raw ? 'raw' : Validate>
    | (Validate extends 'strict' ? ExaminingOperation<Operations[Id]> : never)
}
