import { readOwnGraph } from '../use-cases/read-own-graph.js'
import type { ComposerContext } from '../context.js'
import { cloneStatus } from '../documents/clone-status.js'
import type { Handler } from './handler.js'
import { jobIdOf } from './job-id.js'

/** The status of a clone: the copy or share of an image. */
export function getCloneStatus({ queue, presentation }: ComposerContext): Handler<'getCloneStatus'> {
  return async ({ params, principal }) => {
    const id = jobIdOf(params)
    const graph = await readOwnGraph(queue, id, principal.channel)
    return { status: 200, body: cloneStatus(graph, id, presentation.basePath) }
  }
}
