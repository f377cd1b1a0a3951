import type { ComposerContext } from '../context.js'
import { composeList } from '../documents/compose-list.js'
import { failAs, refusal } from '../errors.js'
import type { Handler } from './handler.js'
import { readPage, rowsOf } from './page.js'

/** The most items of a page: each is a complete status, so a larger page would be slow. */
const MAX_SIZE = 1000

/** The caller's composes, newest first, a page at a time. */
export function getComposeList({
  queue,
  presentation,
  logger,
  now,
}: ComposerContext): Handler<'getComposeList'> {
  return async ({ query, principal }) => {
    const page = readPage(query)
    if (page.size > MAX_SIZE) throw refusal(19, `size: must be at most ${MAX_SIZE}`)
    const { total, graphs } = await queue.listGraphs(principal.channel, rowsOf(page)).catch(failAs(1021))
    const present = { ...presentation, now: now() }
    const { document, skipped } = composeList(graphs, page.page, total, present)
    for (const { composeId, error } of skipped)
      logger.warn('compose left out of the list', { job_id: composeId, error: error.message })
    return { status: 200, body: document }
  }
}
