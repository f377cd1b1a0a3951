import type { ComposerOperations } from '@composer/contracts'
import type { OperationHandler } from '@composer/service-kit'

/** The handler of an operation of this API: parameters, body and answers as the OpenAPI document has them. */
export type Handler<Id extends keyof ComposerOperations> = OperationHandler<ComposerOperations[Id]>
