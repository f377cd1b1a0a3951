import { composerDocument } from '@composer/contracts'
import type { OperationHandler } from '@composer/service-kit'

/** The description of this API; clients use it as a health check. */
export function getOpenapi(): OperationHandler {
  const document = JSON.stringify(composerDocument())
  return async () => ({ status: 200, text: document, headers: { 'Content-Type': 'application/json' } })
}
