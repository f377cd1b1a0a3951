import { workerDocument } from '@composer/contracts'
import type { Handler } from './handler.js'

/** Answers the OpenAPI document of this API. */
export function getOpenapi(): Handler<'getOpenapi'> {
  const document = workerDocument()
  return async () => ({ status: 200, body: { ...document } })
}
