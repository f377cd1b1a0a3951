import { HANDLED } from '@composer/service-kit'
import { runAwaitedJob } from '../use-cases/run-awaited-job.js'
import type { ComposerContext } from '../context.js'
import { depsolvedPackages } from '../documents/depsolved-packages.js'
import type { DepsolveResult } from '../documents/depsolved-packages.js'
import { receiveRequest } from '../intake/receive-request.js'
import type { Examining } from './handler.js'

/** Resolves a blueprint to packages, while the caller waits for a worker to do it. */
export function postDepsolveBlueprint(context: ComposerContext): Examining<'postDepsolveBlueprint'> {
  return {
    async examine(request) {
      const received = await receiveRequest(context.intake, 'postDepsolveBlueprint', request)
      return async () => {
        const result = await runAwaitedJob<DepsolveResult>(context, 'depsolve', received)
        return result ? { status: 200, body: { packages: depsolvedPackages(result) } } : HANDLED
      }
    },
  }
}
