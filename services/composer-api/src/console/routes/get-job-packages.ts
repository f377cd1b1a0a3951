import { installedPackages, metadataSelection, type SelectedResult } from '../../documents/build-metadata.js'
import { pipelineNamesOf } from '../../documents/pipeline-names.js'
import { selectOfResult } from '../../use-cases/select-of-result.js'
import type { ConsoleContext } from '../console-context.js'
import { findBuild } from '../find-build.js'
import type { Handler } from './handler.js'
import { idOf } from './ids.js'

/** The packages of the image that a build made. */
export function getJobPackages(context: ConsoleContext): Handler<'getJobPackages'> {
  return async ({ params }) => {
    const { graph, build } = await findBuild(context, idOf(params))
    const payload = pipelineNamesOf(graph, build)?.payload ?? []
    const result = await selectOfResult<SelectedResult>(context.queue, build.id, metadataSelection)
    return { status: 200, body: { items: installedPackages(result, payload).map(shown) } }
  }
}

const shown = ({ name, epoch, version, release, arch }: ReturnType<typeof installedPackages>[number]) => ({
  name,
  ...(epoch !== undefined && { epoch }),
  version,
  release,
  arch,
})
