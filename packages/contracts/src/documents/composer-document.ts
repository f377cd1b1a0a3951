import { type DocumentOf, readDocument } from './open-api-document.js'
import type { ComposerOperations } from './operation.js'

/** The contract of composer-api. Do not change the object: everybody gets the same. */
export const composerDocument = (): DocumentOf<ComposerOperations> => readDocument('composer.v2')
