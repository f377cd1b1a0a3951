import type { WorkerOperations } from '@composer/contracts'
import type { OperationHandler } from '@composer/service-kit'

/** Operations that take the bytes of their body: results are stored as they came. */
export const rawBodies = ['UpdateJob'] as const
export type RawBody = (typeof rawBodies)[number]

/** The handler of an operation of this API. Bodies are JSON objects whose members are unchecked, as workers know it. */
export type Handler<Id extends keyof WorkerOperations> = OperationHandler<
  WorkerOperations[Id],
  Id extends RawBody ? 'raw' : 'lenient'
>
