import { ApiError } from '@composer/service-kit'
import { osbuildOutcome } from '../../documents/outcomes.js'
import { artifactName } from '../../documents/upload-status.js'
import { artifactReply, rangeOf } from '../../use-cases/artifact-reply.js'
import { openArtifact } from '../../use-cases/open-artifact.js'
import { actorOf } from '../actor-of.js'
import type { ConsoleContext } from '../console-context.js'
import { consoleRefusal } from '../errors.js'
import { findBuild } from '../find-build.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

/**
 * The file that a build uploaded to this service, only for operators who may act: the file may hold secrets that the
 * console hides elsewhere.
 */
export function getJobFile(context: ConsoleContext): Handler<'getJobFile'> {
  return async ({ params, req, res }) => {
    if (context.mode !== 'full') throw consoleRefusal(7, 'CONSOLE is read-only')
    if (actorOf(context, req) === null)
      throw consoleRefusal(
        7,
        `${context.actorHeader}: is missing: a file needs the name of the person who asks`,
      )
    const { build } = await findBuild(context, idOf(params))
    const here = osbuildOutcome(build)?.target_results?.find(({ name }) => name === thisService)
    const name = here && artifactName(here)
    if (name === undefined) throw consoleRefusal(6, `build ${build.id} left no file behind`)
    const range = rangeOf(req)
    const artifact = await openArtifact(context.artifacts, build.id, name, range).catch(notThere)
    if (artifact.kind === 'file') res.attachment(`${build.id}-${name}`)
    return artifactReply(artifact)
  }
}

/** The target type that uploads the file to this service. */
const thisService = 'org.osbuild.worker.server'

/** Converts an error of the public API to one of the console's API. */
function notThere(error: unknown): never {
  throw error instanceof ApiError ? consoleRefusal(6, error.message) : error
}
