import { readOwnGraph } from '../use-cases/read-own-graph.js'
import type { ComposerContext } from '../context.js'
import { composeStatus } from '../documents/compose-status.js'
import type { Handler } from './handler.js'
import { jobIdOf } from './job-id.js'

/** The status of a compose. It takes one query, whatever the size of the results and of the graph. */
export function getComposeStatus({ queue, presentation, now }: ComposerContext): Handler<'getComposeStatus'> {
  return async ({ params, principal }) => {
    const id = jobIdOf(params)
    const graph = await readOwnGraph(queue, id, principal.channel)
    return { status: 200, body: composeStatus(graph, id, { ...presentation, now: now() }) }
  }
}
