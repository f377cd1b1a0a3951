import type { ComposerContext } from './context.js'

/**
 * Loads the catalogue again. Running requests keep the old one. When the new one has faults, the old one stays in use.
 */
export async function reloadCatalog({
  catalog,
  logger,
}: Pick<ComposerContext, 'catalog' | 'logger'>): Promise<void> {
  const outcome = await catalog.reload()
  if (outcome.reloaded) {
    logger.info('Catalogue reloaded', { distributions: outcome.catalog.distributions.size })
    for (const warning of outcome.catalog.warnings) logger.warn('The catalogue is incomplete', { warning })
  } else {
    logger.error('The catalogue was not reloaded: the old one stays in use', { error: outcome.error })
  }
}
