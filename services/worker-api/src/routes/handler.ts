import type { WorkerOperations } from '@composer/contracts'
import type { OperationHandler } from '@composer/service-kit'

/** Operations whose handlers get the bytes of the body, because results are stored without a change. */
export const rawBodies = ['UpdateJob'] as const
export type RawBody = (typeof rawBodies)[number]

/** The handler of an operation. A body is a JSON object whose members are not validated before the handler runs. */
export type Handler<Id extends keyof WorkerOperations> = OperationHandler<
  WorkerOperations[Id],
  Id extends RawBody ? 'raw' : 'lenient'
>
