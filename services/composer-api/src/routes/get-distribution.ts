import type { ComposerContext } from '../context.js'
import { describeDistribution } from '../distributions/describe-distribution.js'
import { refusal } from '../errors.js'
import type { Handler } from './handler.js'

/** One distribution in detail, optionally only some of its architectures and image types. */
export function getDistribution({ catalog, presentation }: ComposerContext): Handler<'getDistribution'> {
  return async ({ params, query }) => {
    const name = params.distro
    const filter = { architectures: query.architecture ?? [], imageTypes: query.image_type ?? [] }
    const body = describeDistribution(catalog.current(), name, filter, presentation.basePath)
    if (!body)
      throw refusal(
        4,
        `distribution: ${JSON.stringify(name)} is unknown; GET /distributions lists those that may be used`,
      ).withStatus(404)
    return { status: 200, body }
  }
}
