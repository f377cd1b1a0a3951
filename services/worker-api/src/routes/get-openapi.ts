import { workerDocument } from '@composer/contracts'
import type { Handler } from './handler.js'

/** The description of this API. */
export function getOpenapi(): Handler<'getOpenapi'> {
  const document = workerDocument()
  return async () => ({ status: 200, body: { ...document } })
}
