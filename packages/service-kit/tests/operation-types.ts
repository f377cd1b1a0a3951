import type { ComposerOperations, WorkerOperations } from '@composer/contracts'
import type { OperationHandler, OperationHandlers, OperationRequest, Reply } from '@composer/service-kit'

// Compiled with the tests, never run: what the types of handlers promise.

type Composer<Id extends keyof ComposerOperations> = OperationHandler<ComposerOperations[Id]>
type Requested<Id extends keyof ComposerOperations> = OperationRequest<ComposerOperations[Id]>
type Replied<Id extends keyof ComposerOperations> = Reply<ComposerOperations[Id]>

export const requests = {
  params: ({ params }: Requested<'getComposeStatus'>): string => params.id,
  list: ({ query }: Requested<'getDistribution'>): string[] | undefined => query.architecture,
  text: ({ query }: Requested<'getComposeList'>): string | undefined => query.page,
  // A member with a default is there once a request is validated.
  defaults: ({ body }: Requested<'postCompose'>) =>
    body.image_request?.repositories[0]?.rhsm satisfies boolean | undefined,
  noBody: ({ body }: Requested<'getComposeStatus'>): undefined => body,
  // @ts-expect-error there is no such parameter in the path
  unknownParam: ({ params }: Requested<'getComposeStatus'>) => params.name,
  // @ts-expect-error there is no such parameter in the query
  unknownQuery: ({ query }: Requested<'getComposeList'>) => query.limit,
  // @ts-expect-error there is no such member in the body
  unknownMember: ({ body }: Requested<'postCompose'>) => body.distro,
  unchecked: ({ body }: OperationRequest<WorkerOperations['postWorkers'], 'lenient'>): unknown => body.arch,
  // @ts-expect-error nobody has checked that it is text
  checked: ({ body }: OperationRequest<WorkerOperations['postWorkers'], 'lenient'>): string => body.arch,
  raw: ({
    rawBody,
  }: OperationRequest<WorkerOperations['UpdateJob'], 'raw'>): Buffer | AsyncIterable<Buffer> => rawBody,
  // @ts-expect-error a raw body is not parsed
  parsed: ({ body }: OperationRequest<WorkerOperations['UpdateJob'], 'raw'>): object => body,
}

async function* pieces() {
  yield new Uint8Array()
}

export const replies = [
  { status: 201, body: { id: '', kind: '', href: '' } } satisfies Replied<'postCompose'>,
  { status: 204 } satisfies Reply<WorkerOperations['RequestJob']>,
  { status: 200, jsonText: pieces() } satisfies Replied<'getComposeLogs'>,
  { status: 206, bytes: pieces(), headers: {} } satisfies Replied<'getComposeDownload'>,
  { status: 400 } satisfies Reply<WorkerOperations['UploadJobArtifact']>,
  // @ts-expect-error a status that is not documented
  { status: 204 } satisfies Replied<'postCompose'>,
  // @ts-expect-error a body that lacks a member
  { status: 201, body: { id: '', kind: '' } } satisfies Replied<'postCompose'>,
  // @ts-expect-error no body where one is documented
  { status: 201 } satisfies Replied<'postCompose'>,
  // @ts-expect-error a body where none is documented
  { status: 204, body: {} } satisfies Reply<WorkerOperations['RequestJob']>,
  // @ts-expect-error bytes where JSON is documented
  { status: 200, bytes: pieces() } satisfies Replied<'getComposeLogs'>,
  // @ts-expect-error JSON where bytes are documented
  { status: 200, body: {} } satisfies Replied<'getComposeDownload'>,
]

// @ts-expect-error a handler that answers what the document does not have
export const wrong: Composer<'deleteCompose'> = async () => ({ status: 202 })

declare const rest: Omit<OperationHandlers<ComposerOperations, 'strict'>, 'getError'>
declare const getError: Composer<'getError'>
export const all: OperationHandlers<ComposerOperations, 'strict'> = { ...rest, getError }
// @ts-expect-error a handler is missing
export const missing: OperationHandlers<ComposerOperations, 'strict'> = { ...rest }
export const surplus: OperationHandlers<ComposerOperations, 'strict'> = {
  ...rest,
  getError,
  // @ts-expect-error a handler that has no operation
  getErrors: getError,
}
// @ts-expect-error the handler of another operation
export const mixed: OperationHandlers<ComposerOperations, 'strict'> = { ...rest, getError: rest.getOpenapi }
