import type { OperationHandler } from '@composer/service-kit'
import type { ComposerContext } from '../context.js'
import { listDistributions } from '../distributions/list-distributions.js'

/** Every distribution with its architectures, image types and default repositories. */
export function getDistributionList({ catalog }: ComposerContext): OperationHandler {
  return async () => ({ status: 200, body: listDistributions(catalog.current()) })
}
