import { type DocumentOf, readDocument } from './open-api-document.js'
import type { ConsoleOperations } from './operation.js'

/** The contract of the operator's console. Do not change the object: everybody gets the same. */
export const consoleDocument = (): DocumentOf<ConsoleOperations> => readDocument('console.v1')
