import type { ComposerContext } from './context.js'

/** Loads the catalogue anew. Requests under way keep the old one; so does everybody when the new one has faults. */
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
