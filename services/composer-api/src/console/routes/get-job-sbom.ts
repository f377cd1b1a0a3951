import { Readable } from 'node:stream'
import type { ConsoleContext } from '../console-context.js'
import { consoleRefusal } from '../errors.js'
import { findBuild } from '../find-build.js'
import { pieces } from '../pieces.js'
import { sbomsByPipeline } from '../sboms.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

/** One SBOM as its exact text, offered as a file. */
export function getJobSbom(context: ConsoleContext): Handler<'getJobSbom'> {
  return async ({ params, res }) => {
    const { graph, build } = await findBuild(context, idOf(params))
    const text = (await sbomsByPipeline(context.queue, graph, build)).get(params.pipeline)
    if (!text) throw consoleRefusal(6, `pipeline: the build has no SBOM of '${params.pipeline}'`)
    // Encodes names that a header cannot hold.
    res.attachment(`${build.id}-${params.pipeline}.spdx.json`)
    return { status: 200, jsonText: Readable.from(pieces(text), { objectMode: false }) }
  }
}
