import { rawList, rawObject } from '@composer/raw-json'
import { readOwnGraph } from '../use-cases/read-own-graph.js'
import { readSboms } from '../use-cases/read-sboms.js'
import type { ComposerContext } from '../context.js'
import { buildsOf, subjectOf } from '../documents/compose-roles.js'
import type { Handler } from './handler.js'
import { jobIdOf } from './job-id.js'

/** The SBOM documents of each image. */
export function getComposeSBOMs({ queue, presentation }: ComposerContext): Handler<'getComposeSBOMs'> {
  return async ({ params, principal }) => {
    const id = jobIdOf(params)
    const graph = await readOwnGraph(queue, id, principal.channel)
    const builds = buildsOf(subjectOf(graph, id))
    const images: string[] = []
    for (const build of builds) images.push(rawList(await readSboms(queue, graph, build)).join(''))
    const head = {
      href: `${presentation.basePath}/composes/${id}/sboms`,
      id,
      kind: 'ComposeSBOMs',
    }
    return { status: 200, jsonText: rawObject(head, { items: rawList(images) }).join('') }
  }
}
