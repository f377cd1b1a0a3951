import type { OperationHandler } from '@composer/service-kit'
import { readOwnGraph } from '../use-cases/read-own-graph.js'
import { readResultBytes } from '../use-cases/read-result-bytes.js'
import type { ComposerContext } from '../context.js'
import { buildMetadata } from '../documents/build-metadata.js'
import { singleBuild } from '../documents/image-builds.js'
import { plainImageValue } from '../documents/image-status.js'
import { jobIdOf } from './job-id.js'

/** The request behind a compose and, once it was built, what is in the image. */
export function getComposeMetadata({ queue, presentation }: ComposerContext): OperationHandler {
  return async ({ params, principal }) => {
    const id = jobIdOf(params)
    const graph = await readOwnGraph(queue, id, principal.channel)
    const { build } = singleBuild(graph, id)
    const request = await queue.readRequest(graph.compose.id)
    const content =
      plainImageValue(build) === 'success' ? buildMetadata(await readResultBytes(queue, build.id)) : {}
    const body = {
      href: `${presentation.basePath}/composes/${id}/metadata`,
      id,
      kind: 'ComposeMetadata',
      ...content,
      ...(request !== undefined && { request: JSON.parse(request) as unknown }),
    }
    return { status: 200, body }
  }
}
