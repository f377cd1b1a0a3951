import { artifactReply, rangeOf } from '../use-cases/artifact-reply.js'
import { openArtifact } from '../use-cases/open-artifact.js'
import { readOwnGraph } from '../use-cases/read-own-graph.js'
import type { ComposerContext } from '../context.js'
import { artifactOf } from '../documents/artifact-of.js'
import { singleBuild } from '../documents/compose-roles.js'
import type { Handler } from './handler.js'
import { jobIdOf } from './job-id.js'

/** The file that a build produced: streamed, with support for ranges, or as a redirect to its address. */
export function getComposeDownload({ queue, artifacts }: ComposerContext): Handler<'getComposeDownload'> {
  return async ({ params, principal, req, res }) => {
    const id = jobIdOf(params)
    const graph = await readOwnGraph(queue, id, principal.channel)
    const build = singleBuild(graph, id)
    const name = artifactOf(build)
    const artifact = await openArtifact(artifacts, build.id, name, rangeOf(req))
    // Sets the content type by the extension, and encodes names that a header cannot hold.
    if (artifact.kind === 'file') res.attachment(`${id}-${name}`)
    return artifactReply(artifact)
  }
}
