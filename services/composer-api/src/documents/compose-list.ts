import type { GraphRow } from '@composer/jobqueue'
import { ApiError } from '@composer/service-kit'
import { composeStatus } from './compose-status.js'
import type { StatusPresentation } from './compose-status.js'
import { listDocument } from './list-document.js'
import type { ComposeList, ComposeStatus } from './schemas.js'

/**
 * One page of a tenant's composes, each as its status. A compose whose status cannot be derived (a koji compose without
 * images) is left out and listed in `skipped`, so that one such compose does not make the whole list fail.
 */
export function composeList(
  graphs: GraphRow[],
  page: number,
  total: number,
  present: StatusPresentation,
): { document: ComposeList; skipped: { composeId: string; error: ApiError }[] } {
  const items: ComposeStatus[] = []
  const skipped: { composeId: string; error: ApiError }[] = []
  for (const graph of graphs) {
    const composeId = graph.compose.id
    try {
      items.push(composeStatus(graph, composeId, present))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      skipped.push({ composeId, error })
    }
  }
  return { document: listDocument('ComposeList', page, total, items), skipped }
}
