import {
  readOperations,
  type AnyOperation,
  type DocumentOf,
  type DocumentOperation,
} from '@composer/contracts'
import type { Request, Response } from 'express'
import type { Principal } from '../auth/principal.js'
import type { ErrorCatalogue } from '../errors/error-catalogue.js'
import { readLenientBody, readStrictBody, type Body, type BodyReader } from './body.js'
import type { ErrorNumbers } from './error-numbers.js'
import { examineBody } from './examine-body.js'
import type { ExaminingOperation, OperationHandlers, OperationRequest } from './operation-handler.js'
import { readQuery } from './query.js'
import { HANDLED, sendReply, type AnyReply } from './reply.js'
import { requestState } from './request-state.js'
import { createValidators, type BodyValidator } from './validator.js'

export interface BindOptions<
  Operations = Record<string, AnyOperation>,
  Validate extends 'strict' | 'lenient' = 'strict' | 'lenient',
  Raw = string,
> {
  document: DocumentOf<Operations>
  handlers: OperationHandlers<NoInfer<Operations>, Validate, Raw>
  catalogue: ErrorCatalogue
  errors: ErrorNumbers
  /** How bodies are read, except those in `rawBodies`: see `BodyReading`. */
  validate: Validate
  /** Largest JSON body of an operation, in bytes. */
  bodyLimit: (operationId: string) => number
  /** Checks path parameters and the caller's role before the body is read; throws the error to be answered. */
  admit?: (operationId: string, params: Record<string, string>, principal: Principal) => void
  /** Used in place of `readBody`: to limit the memory of all bodies together. */
  bodyReader?: BodyReader
  /** Ids of the operations whose handlers get the bytes of the body, not parsed. */
  rawBodies?: readonly Raw[]
}

/** The options without the types of a certain document: the compiler has checked that handlers and document fit. */
export type BoundOptions = Omit<BindOptions, 'document' | 'handlers'> & {
  document: DocumentOf<unknown>
  handlers: object
}

/** A handler without the types of its operation; the binder makes sure that the request has them. */
type AnyHandler = (request: OperationRequest<AnyOperation>) => Promise<AnyReply | typeof HANDLED>
type AnyExaminer = ExaminingOperation<AnyOperation>

/**
 * Makes one handler for all operations of a document.
 * @throws Error at the start, if an operation has no handler or a handler has no operation
 */
export function bindOperations(options: BoundOptions): (req: Request, res: Response) => Promise<void> {
  const operations = readOperations(options.document)
  const handlers = new Map(Object.entries(options.handlers as Record<string, AnyHandler | AnyExaminer>))
  assertComplete(operations, handlers)
  const validatorOf = options.validate === 'strict' ? createValidators(options.document) : () => undefined
  const bound = new Map(
    operations.map((operation) => [
      operation.operationId,
      bind(options, operation, handlers.get(operation.operationId), validatorOf),
    ]),
  )
  return (req, res) => {
    const { operation } = requestState(res)
    const handle = operation && bound.get(operation.operationId)
    if (!handle) throw new Error('A request reached the operations without having been matched')
    return handle(req, res)
  }
}

function bind(
  options: BoundOptions,
  operation: DocumentOperation,
  handler: AnyHandler | AnyExaminer | undefined,
  validatorOf: (operation: DocumentOperation) => BodyValidator | undefined,
) {
  const answer =
    typeof handler === 'object'
      ? examining(options, operation, handler)
      : handling(options, operation, handler, validatorOf(operation))
  return async (req: Request, res: Response): Promise<void> => {
    const { params, principal, operationId } = requestState(res)
    if (!principal) throw new Error('A request reached the operations without a principal')
    options.admit?.(operation.operationId, params, principal)
    const query = readQuery(req, operation, options)
    let signal: AbortSignal | undefined
    const reply = await answer({
      params,
      query,
      principal,
      operationId,
      // Created on first use: ten thousand waiting polls would otherwise each hold a signal that they do not use.
      get signal() {
        return (signal ??= goneSignal(res))
      },
      req,
      res,
    })
    if (reply !== HANDLED) await sendReply(res, reply)
  }
}

type Received = Omit<OperationRequest<AnyOperation>, 'body' | 'rawBody'>
type Answer = (request: Received) => Promise<AnyReply | typeof HANDLED>

/** For a plain handler: the body is parsed, or passed on as bytes for an operation in `rawBodies`. */
function handling(
  options: BoundOptions,
  operation: DocumentOperation,
  handler: AnyHandler | undefined,
  validator: BodyValidator | undefined,
): Answer {
  const { catalogue, errors } = options
  const takesJson = operation.bodyTypes.includes('application/json')
  const raw = options.rawBodies?.includes(operation.operationId) ?? false
  const limit = options.bodyLimit(operation.operationId)
  const validated = (validate: BodyValidator, rawBody: Buffer): Body => {
    const examined = examineBody(rawBody, validate)
    if (examined.fault !== undefined) throw catalogue.error(errors.invalid, examined.fault)
    return { body: examined.value, rawBody }
  }
  return async (request) => {
    if (!handler) throw new Error('The operation has no handler')
    const body: Body = !takesJson
      ? { body: undefined, rawBody: undefined }
      : validator
        ? await readStrictBody(request.req, limit, (rawBody) => validated(validator, rawBody), options)
        : await readLenientBody(request.req, limit, raw, options)
    // Extends the request object; a spread copy would read `signal` and so create it.
    return handler(Object.assign(request, body as { body: unknown; rawBody: Buffer }))
  }
}

/** For an `ExaminingOperation`, which examines the bytes of its body itself. */
function examining(options: BoundOptions, operation: DocumentOperation, handler: AnyExaminer): Answer {
  const limit = options.bodyLimit(operation.operationId)
  return async (request) => {
    const examine = (rawBody: Buffer) => handler.examine(Object.assign(request, { rawBody }))
    const act = await readStrictBody(request.req, limit, examine, options)
    return act()
  }
}

function goneSignal(res: Response): AbortSignal {
  const gone = new AbortController()
  if (res.closed) gone.abort()
  res.once('close', () => {
    if (!requestState(res).answered) gone.abort()
  })
  return gone.signal
}

function assertComplete(operations: DocumentOperation[], handlers: ReadonlyMap<string, unknown>): void {
  const names = operations.map(({ operationId }) => operationId)
  const missing = names.filter((name) => !handlers.has(name))
  const surplus = [...handlers.keys()].filter((name) => !names.includes(name))
  const faults = [
    ...missing.map((name) => `operation ${name} has no handler`),
    ...surplus.map((name) => `handler ${name} has no operation`),
  ]
  if (faults.length > 0) throw new Error(`The handlers do not fit the OpenAPI document: ${faults.join(', ')}`)
}
