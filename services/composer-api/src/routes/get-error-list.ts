import type { ComposerContext } from '../context.js'
import { listDocument } from '../documents/list-document.js'
import { composerErrors } from '../errors.js'
import type { Handler } from './handler.js'
import { readPage, rowsOf } from './page.js'

/** All errors of this API, a page at a time. */
export function getErrorList({ presentation }: ComposerContext): Handler<'getErrorList'> {
  return async ({ query, operationId }) => {
    const page = readPage(query)
    const { offset, limit } = rowsOf(page)
    const rows = composerErrors.list(presentation.basePath, operationId)
    return {
      status: 200,
      body: listDocument('ErrorList', page.page, rows.length, rows.slice(offset, offset + limit)),
    }
  }
}
