import { composerDocument } from '@composer/contracts'
import type { Handler } from './handler.js'

/** The description of this API; clients use it as a health check. */
export function getOpenapi(): Handler<'getOpenapi'> {
  const document = JSON.stringify(composerDocument())
  return async () => ({ status: 200, jsonText: document })
}
