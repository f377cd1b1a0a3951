import { composerDocument, consoleDocument, workerDocument } from '@composer/contracts'
import { consoleRefusal } from '../errors.js'
import type { Handler } from './handler.js'

const documents = new Map<string, () => object>([
  ['composer.v2', composerDocument],
  ['worker.v1', workerDocument],
  ['console.v1', consoleDocument],
])

/** An OpenAPI document. */
export function getDocument(): Handler<'getDocument'> {
  return async ({ params }) => {
    const document = documents.get(params.name)
    if (!document) throw consoleRefusal(6, `name: there is no document '${params.name}'`)
    return { status: 200, jsonText: JSON.stringify(document()) }
  }
}
