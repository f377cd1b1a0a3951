import { type DocumentOf, readDocument } from './open-api-document.js'
import type { WorkerOperations } from './operation.js'

/** The contract of worker-api. Do not change the object: everybody gets the same. */
export const workerDocument = (): DocumentOf<WorkerOperations> => readDocument('worker.v1')
