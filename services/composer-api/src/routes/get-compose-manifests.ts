import { readOwnGraph } from '../use-cases/read-own-graph.js'
import { readMember } from '../use-cases/read-member.js'
import { readOwnManifests } from '../use-cases/read-own-manifests.js'
import type { ComposerContext } from '../context.js'
import { buildsWithoutManifestJob, composeManifests } from '../documents/compose-manifests.js'
import { joinPieces } from '../documents/json-piece.js'
import type { Handler } from './handler.js'
import { jobIdOf } from './job-id.js'

/** The manifest of each image, exactly as it was reported. */
export function getComposeManifests({
  queue,
  presentation,
}: ComposerContext): Handler<'getComposeManifests'> {
  return async ({ params, principal }) => {
    const id = jobIdOf(params)
    const graph = await readOwnGraph(queue, id, principal.channel)
    const own = await readOwnManifests(queue, buildsWithoutManifestJob(graph, id))
    const pieces = composeManifests(graph, id, presentation.basePath, own)
    return { status: 200, jsonText: joinPieces(pieces, (jobId) => readMember(queue, jobId, 'data')) }
  }
}
