import { workerDocument } from '@composer/contracts'
import type { OperationHandler } from '@composer/service-kit'

/** The description of this API. */
export function getOpenapi(): OperationHandler {
  const document = workerDocument()
  return async () => ({ status: 200, body: document })
}
