import type { Request, RequestHandler, Response } from 'express'
import type { Principal } from '../auth/principal.js'
import type { ErrorCatalogue } from '../errors/error-catalogue.js'
import { readLenientBody, readStrictBody, type Body, type BodyReader } from './body.js'
import type { ErrorNumbers } from './error-numbers.js'
import type { OpenApiDocument, Operation } from './operations.js'
import { readQuery } from './query.js'
import { HANDLED, sendReply, type Reply } from './reply.js'
import { requestState } from './request-state.js'
import { createValidators, type BodyValidator } from './validator.js'

/** What a handler gets: everything checked and bound. */
export interface OperationRequest {
  /** Percent-decoded. */
  params: Record<string, string>
  query: Record<string, string | string[]>
  body: unknown
  /** Bytes of the body as they came, where one was read. */
  rawBody: Buffer | undefined
  principal: Principal
  operationId: string
  /** Aborted when the client goes away before its answer. */
  signal: AbortSignal
  req: Request
  res: Response
}

export type OperationHandler = (request: OperationRequest) => Promise<Reply | typeof HANDLED>

export interface BindOptions {
  document: OpenApiDocument
  operations: Operation[]
  handlers: Record<string, OperationHandler>
  catalogue: ErrorCatalogue
  errors: ErrorNumbers
  /**
   * `strict`: the body must fit the document, and its defaults are written into it. `lenient`: exact content type and
   * JSON are all that is asked for, as Go's decoder does.
   */
  validate: 'strict' | 'lenient'
  /** Largest JSON body of an operation. */
  bodyLimit: (operationId: string) => number
  /** Checks path parameters before the body is read; throws what is answered. */
  checkParams?: (operationId: string, params: Record<string, string>) => void
  /** Reads a body in place of `readBody`: to limit how much of them is in memory at once. */
  bodyReader?: BodyReader
  /** Operations that take the bytes of their body themselves: it is read, not parsed. */
  rawBodies?: readonly string[]
}

/**
 * The handlers of a document's operations as one Express handler.
 * @throws Error when an operation has no handler or a handler no operation: at boot, not at the first request
 */
export function bindOperations(options: BindOptions): RequestHandler {
  assertComplete(options.operations, options.handlers)
  const validatorOf = options.validate === 'strict' ? createValidators(options.document) : () => undefined
  const bound = new Map(
    options.operations.map((operation) => [
      operation.operationId,
      bind(options, operation, validatorOf(operation)),
    ]),
  )
  return async (req, res) => {
    const { operation } = requestState(res)
    const handle = operation && bound.get(operation.operationId)
    if (!handle) throw new Error('The chain in front of the operations is incomplete')
    await handle(req, res)
  }
}

function bind(options: BindOptions, operation: Operation, validator: BodyValidator | undefined) {
  const handler = options.handlers[operation.operationId]
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
      ...body,
      principal,
      operationId,
      // Made when somebody asks for it: ten thousand waiting polls would hold as many for nothing.
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

function assertComplete(operations: Operation[], handlers: Record<string, OperationHandler>): void {
  const names = operations.map(({ operationId }) => operationId)
  const missing = names.filter((name) => !handlers[name])
  const surplus = Object.keys(handlers).filter((name) => !names.includes(name))
  const faults = [
    ...missing.map((name) => `operation ${name} has no handler`),
    ...surplus.map((name) => `handler ${name} has no operation`),
  ]
  if (faults.length > 0) throw new Error(`The handlers do not fit the OpenAPI document: ${faults.join(', ')}`)
}
