import type {
  components as composerComponents,
  operations as composerOperations,
  paths as composerPaths,
} from '../generated/composer.v2.js'
import type {
  components as workerComponents,
  operations as workerOperations,
  paths as workerPaths,
} from '../generated/worker.v1.js'

export type ComposerPaths = composerPaths
export type ComposerComponents = composerComponents
export type ComposerOperations = composerOperations
export type WorkerPaths = workerPaths
export type WorkerComponents = workerComponents
export type WorkerOperations = workerOperations

type Content<T> = T extends { content: infer C } ? C[keyof C] : undefined
type BodyOf<Operation> = Operation extends { requestBody?: infer B }
  ? [NonNullable<B>] extends [never]
    ? undefined
    : Content<NonNullable<B>>
  : undefined
type ReplyOf<Operation> = Operation extends { responses: infer R }
  ? { [Status in keyof R]: { status: Status; body: Content<R[Status]> } }[keyof R]
  : never

export type ComposerOperationId = keyof ComposerOperations
/** Body of a request, valid and with its defaults; undefined where the operation takes none. */
export type ComposerBody<Id extends ComposerOperationId> = BodyOf<ComposerOperations[Id]>
/** Every documented answer: an undocumented status does not compile. */
export type ComposerReply<Id extends ComposerOperationId> = ReplyOf<ComposerOperations[Id]>

export type WorkerOperationId = keyof WorkerOperations
export type WorkerBody<Id extends WorkerOperationId> = BodyOf<WorkerOperations[Id]>
export type WorkerReply<Id extends WorkerOperationId> = ReplyOf<WorkerOperations[Id]>
