import { HANDLED } from '@composer/service-kit'
import { runAwaitedJob } from '../use-cases/run-awaited-job.js'
import type { ComposerContext } from '../context.js'
import { foundPackages } from '../documents/found-packages.js'
import type { SearchResult } from '../documents/found-packages.js'
import { planSearch } from '../plan/plan-search.js'
import { parseSearchRequest } from '../request/parse-search-request.js'
import type { Handler } from './handler.js'

/** Finds packages by name, while the caller waits for a worker to do it. */
export function postSearchPackages(context: ComposerContext): Handler<'postSearchPackages'> {
  return async ({ body, principal, signal }) => {
    const wanted = parseSearchRequest(body, context.catalog.current())
    const job = { kind: 'search', plan: planSearch(wanted), channel: principal.channel, signal } as const
    const result = await runAwaitedJob<SearchResult>(context, job)
    return result ? { status: 200, body: { packages: foundPackages(result) } } : HANDLED
  }
}
