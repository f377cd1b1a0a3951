import type { OperationHandler } from '@composer/service-kit'
import { readOwnGraph } from '../use-cases/read-own-graph.js'
import { readMember } from '../use-cases/read-member.js'
import type { ComposerContext } from '../context.js'
import { composeManifests } from '../documents/compose-manifests.js'
import { joinPieces } from '../documents/json-piece.js'
import { jobIdOf } from './job-id.js'
import { streamJson } from './stream-json.js'

/** The manifest of each image, as its text was reported. */
export function getComposeManifests({ queue, presentation }: ComposerContext): OperationHandler {
  return async ({ params, principal }) => {
    const id = jobIdOf(params)
    const graph = await readOwnGraph(queue, id, principal.channel)
    const pieces = composeManifests(graph, id, presentation.basePath)
    return streamJson(joinPieces(pieces, (jobId) => readMember(queue, jobId, 'data')))
  }
}
