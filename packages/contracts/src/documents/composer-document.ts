import { type OpenApiDocument, readDocument } from './open-api-document.js'

/** The contract of composer-api. Do not change the object: everybody gets the same. */
export const composerDocument = (): OpenApiDocument => readDocument('composer.v2')
