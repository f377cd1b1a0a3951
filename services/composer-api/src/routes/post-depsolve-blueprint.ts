import { HANDLED } from '@composer/service-kit'
import { runAwaitedJob } from '../use-cases/run-awaited-job.js'
import type { ComposerContext } from '../context.js'
import { depsolvedPackages } from '../documents/depsolved-packages.js'
import type { DepsolveResult } from '../documents/depsolved-packages.js'
import { planDepsolve } from '../plan/plan-depsolve.js'
import { parseDepsolveRequest } from '../request/parse-depsolve-request.js'
import type { Handler } from './handler.js'

/** Resolves a blueprint to packages, while the caller waits for a worker to do it. */
export function postDepsolveBlueprint(context: ComposerContext): Handler<'postDepsolveBlueprint'> {
  return async ({ body, principal, signal }) => {
    const wanted = parseDepsolveRequest(body, context.catalog.current())
    const job = { kind: 'depsolve', plan: planDepsolve(wanted), channel: principal.channel, signal } as const
    const result = await runAwaitedJob<DepsolveResult>(context, job)
    return result ? { status: 200, body: { packages: depsolvedPackages(result) } } : HANDLED
  }
}
