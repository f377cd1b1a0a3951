import { readOwnGraph } from '../use-cases/read-own-graph.js'
import type { ComposerContext } from '../context.js'
import { composeLogs } from '../documents/compose-logs.js'
import { firstObject } from '../documents/first-object.js'
import { joinPieces } from '../documents/json-piece.js'
import type { Handler } from './handler.js'
import { jobIdOf } from './job-id.js'

/**
 * The results of a compose's builds exactly as the workers posted them, streamed. A result that is no JSON
 * object is replaced by the error that worker-api stored for it.
 */
export function getComposeLogs({ queue, presentation }: ComposerContext): Handler<'getComposeLogs'> {
  return async ({ params, principal }) => {
    const id = jobIdOf(params)
    const graph = await readOwnGraph(queue, id, principal.channel)
    const pieces = composeLogs(graph, id, presentation.basePath)
    const read = (jobId: string) =>
      firstObject(
        () => queue.streamResult(jobId, { rejected: true }),
        () => queue.streamResult(jobId, { rejected: false }),
      )
    return { status: 200, jsonText: joinPieces(pieces, read) }
  }
}
