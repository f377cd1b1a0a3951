import type { ConsoleOperations } from '@composer/contracts'
import type { OperationHandler } from '@composer/service-kit'

/** The handler of an operation of the console's API. */
export type Handler<Id extends keyof ConsoleOperations> = OperationHandler<ConsoleOperations[Id]>
