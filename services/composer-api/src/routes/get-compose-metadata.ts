import { readOwnGraph } from '../use-cases/read-own-graph.js'
import { readRequest } from '../use-cases/read-request.js'
import { selectOfResult } from '../use-cases/select-of-result.js'
import type { ComposerContext } from '../context.js'
import { buildMetadata, metadataSelection, type SelectedResult } from '../documents/build-metadata.js'
import { singleBuild } from '../documents/compose-roles.js'
import { plainImageValue } from '../documents/image-status.js'
import { pipelineNamesOf } from '../documents/pipeline-names.js'
import type { Handler } from './handler.js'
import { jobIdOf } from './job-id.js'

/** The request of a compose and, after a successful build, the packages of the image. */
export function getComposeMetadata({ queue, presentation }: ComposerContext): Handler<'getComposeMetadata'> {
  return async ({ params, principal }) => {
    const id = jobIdOf(params)
    const graph = await readOwnGraph(queue, id, principal.channel)
    const build = singleBuild(graph, id)
    const request = await readRequest(queue, graph.compose.id)
    const payload = pipelineNamesOf(graph, build)?.payload ?? []
    const content =
      plainImageValue(build) === 'success'
        ? buildMetadata(await selectOfResult<SelectedResult>(queue, build.id, metadataSelection), payload)
        : {}
    const body = {
      href: `${presentation.basePath}/composes/${id}/metadata`,
      id,
      kind: 'ComposeMetadata',
      ...content,
      ...(request !== undefined && { request }),
    }
    return { status: 200, body }
  }
}
