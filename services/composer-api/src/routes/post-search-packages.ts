import { HANDLED } from '@composer/service-kit'
import { runAwaitedJob } from '../use-cases/run-awaited-job.js'
import type { ComposerContext } from '../context.js'
import { foundPackages } from '../documents/found-packages.js'
import type { SearchResult } from '../documents/found-packages.js'
import { receiveRequest } from '../intake/receive-request.js'
import type { Examining } from './handler.js'

/** Finds packages by name, while the caller waits for a worker to do it. */
export function postSearchPackages(context: ComposerContext): Examining<'postSearchPackages'> {
  return {
    async examine(request) {
      const received = await receiveRequest(context.intake, 'postSearchPackages', request)
      return async () => {
        const result = await runAwaitedJob<SearchResult>(context, 'search', received)
        return result ? { status: 200, body: { packages: foundPackages(result) } } : HANDLED
      }
    },
  }
}
