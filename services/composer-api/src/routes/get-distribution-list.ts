import type { ComposerContext } from '../context.js'
import { listDistributions } from '../distributions/list-distributions.js'
import type { Handler } from './handler.js'

/** Every distribution with its architectures, image types and default repositories. */
export function getDistributionList({ catalog }: ComposerContext): Handler<'getDistributionList'> {
  return async () => ({ status: 200, body: listDistributions(catalog.current()) })
}
