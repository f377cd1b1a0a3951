import type { ComposerOperations } from '@composer/contracts'
import type { ExaminingOperation, OperationHandler } from '@composer/service-kit'

/** The handler of an operation of this API: parameters, body and answers have the types of the OpenAPI document. */
export type Handler<Id extends keyof ComposerOperations> = OperationHandler<ComposerOperations[Id]>

/** The same for an operation whose body may be read in a thread. */
export type Examining<Id extends keyof ComposerOperations> = ExaminingOperation<ComposerOperations[Id]>
