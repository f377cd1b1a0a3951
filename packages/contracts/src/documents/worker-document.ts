import { type OpenApiDocument, readDocument } from './open-api-document.js'

/** The contract of worker-api. Do not change the object: everybody gets the same. */
export const workerDocument = (): OpenApiDocument => readDocument('worker.v1')
