import type { ConsoleContext } from '../console-context.js'
import { findBuild } from '../find-build.js'
import { sbomsByPipeline } from '../sboms.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

/** Which SBOMs the image of a build has. */
export function getJobSboms(context: ConsoleContext): Handler<'getJobSboms'> {
  return async ({ params }) => {
    const { graph, build } = await findBuild(context, idOf(params))
    const sboms = await sbomsByPipeline(context.queue, graph, build)
    const items = [...sboms].map(([pipeline, text]) => ({ pipeline, bytes: text.length }))
    return { status: 200, body: { items } }
  }
}
