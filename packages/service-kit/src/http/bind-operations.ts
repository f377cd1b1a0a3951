import {
  readOperations,
  type AnyOperation,
  type DocumentOf,
  type DocumentOperation,
} from '@composer/contracts'
import type { Request, RequestHandler, Response } from 'express'
import type { ErrorCatalogue } from '../errors/error-catalogue.js'
import { readLenientBody, readStrictBody, type Body, type BodyReader } from './body.js'
import type { ErrorNumbers } from './error-numbers.js'
import type { OperationHandlers, OperationRequest } from './operation-handler.js'
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
  /** How bodies are read that are not raw: see `BodyReading`. */
  validate: Validate
  /** Largest JSON body of an operation. */
  bodyLimit: (operationId: string) => number
  /** Checks path parameters before the body is read; throws what is answered. */
  checkParams?: (operationId: string, params: Record<string, string>) => void
  /** Reads a body in place of `readBody`: to limit how much of them is in memory at once. */
  bodyReader?: BodyReader
  /** Operations that take the bytes of their body themselves: it is read, not parsed. */
  rawBodies?: readonly Raw[]
}

/** Options once handlers and document are known to fit. */
export type BoundOptions = Omit<BindOptions, 'document' | 'handlers'> & {
  document: DocumentOf<unknown>
  handlers: object
}

/** A handler as the binder calls it: that the request has its types is what the binder sees to. */
type AnyHandler = (request: OperationRequest<AnyOperation>) => Promise<AnyReply | typeof HANDLED>

/**
 * The handlers of a document's operations as one Express handler.
 * @throws Error when an operation has no handler or a handler no operation: at boot, not at the first request
 */
export function bindOperations(options: BoundOptions): RequestHandler {
  const operations = readOperations(options.document)
  const handlers = new Map(Object.entries(options.handlers as Record<string, AnyHandler>))
  assertComplete(operations, handlers)
  const validatorOf = options.validate === 'strict' ? createValidators(options.document) : () => undefined
  const bound = new Map(
    operations.map((operation) => [
      operation.operationId,
      bind(options, operation, handlers.get(operation.operationId), validatorOf(operation)),
    ]),
  )
  return async (req, res) => {
    const { operation } = requestState(res)
    const handle = operation && bound.get(operation.operationId)
    if (!handle) throw new Error('The chain in front of the operations is incomplete')
    await handle(req, res)
  }
}

function bind(
  options: BoundOptions,
  operation: DocumentOperation,
  handler: AnyHandler | undefined,
  validator: BodyValidator | undefined,
) {
  const takesJson = operation.bodyTypes.includes('application/json')
  const raw = options.rawBodies?.includes(operation.operationId) ?? false
  const limit = options.bodyLimit(operation.operationId)
  return async (req: Request, res: Response): Promise<void> => {
    const { params, principal, operationId } = requestState(res)
    if (!handler || !principal) throw new Error('The chain in front of the operations is incomplete')
    options.checkParams?.(operation.operationId, params)
    const query = readQuery(req, operation, options)
    const body: Body = !takesJson
      ? { body: undefined, rawBody: undefined }
      : validator
        ? await readStrictBody(req, limit, validator, options)
        : await readLenientBody(req, limit, raw, options)
    let signal: AbortSignal | undefined
    const reply = await handler({
      params,
      query,
      ...(body as { body: unknown; rawBody: Buffer }),
      principal,
      operationId,
      // Made when it is first read: ten thousand waiting polls would otherwise each hold one that they do not use.
      get signal() {
        return (signal ??= goneSignal(res))
      },
      req,
      res,
    })
    if (reply !== HANDLED) await sendReply(res, reply)
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

function assertComplete(operations: DocumentOperation[], handlers: ReadonlyMap<string, AnyHandler>): void {
  const names = operations.map(({ operationId }) => operationId)
  const missing = names.filter((name) => !handlers.has(name))
  const surplus = [...handlers.keys()].filter((name) => !names.includes(name))
  const faults = [
    ...missing.map((name) => `operation ${name} has no handler`),
    ...surplus.map((name) => `handler ${name} has no operation`),
  ]
  if (faults.length > 0) throw new Error(`The handlers do not fit the OpenAPI document: ${faults.join(', ')}`)
}
