import { createArtifactStore, storeOptions } from '@composer/artifact-store'
import type { ArtifactStore } from '@composer/artifact-store'
import { createJobQueue, createQueueListener } from '@composer/jobqueue'
import type { JobQueue, QueueListener } from '@composer/jobqueue'
import { createDatabase, listenConfig } from '@composer/service-kit'
import type { Logger } from '@composer/service-kit'
import type { Knex } from 'knex'
import { createCatalogHolder } from './catalog/catalog-holder.js'
import type { CatalogHolder } from './catalog/catalog-holder.js'
import { loadCatalog } from './catalog/load-catalog.js'
import type { ComposerApiConfig, ComposerApiSettings } from './config.js'
import { createPasswordPool } from './hashing/password-pool.js'
import type { PasswordPool } from './hashing/password-pool.js'
import type { Presentation } from './documents/compose-status.js'
import { artifactPath } from './documents/artifact-path.js'

/** Everything that handlers need from outside. */
export interface ComposerContext {
  settings: ComposerApiSettings
  logger: Logger
  db: Knex
  queue: JobQueue
  listener: QueueListener
  /** Null when nothing is stored. */
  artifacts: ArtifactStore | null
  catalog: CatalogHolder
  passwords: PasswordPool
  presentation: Presentation
  now: () => Date
}

/**
 * The only place that constructs things. Connects to nothing yet.
 * @throws CatalogError when the catalogue has faults
 */
export async function createContext(
  { settings, aliases }: ComposerApiConfig,
  logger: Logger,
): Promise<ComposerContext> {
  const catalog = await createCatalogHolder(() =>
    loadCatalog({
      catalogDir: settings.CATALOG_DIR,
      keysDir: settings.KEYS_DIR,
      aliases,
      ignoreMissingRepos: settings.IGNORE_MISSING_REPOS,
    }),
  )
  const db = createDatabase(settings, 'composer-api', logger)
  return {
    settings,
    logger,
    db,
    queue: createJobQueue({ db }),
    listener: createQueueListener({
      connection: listenConfig(settings),
      trusted: settings.DATABASE_LISTEN_URL !== undefined,
      logger,
    }),
    artifacts: createArtifactStore(storeOptions(settings)),
    catalog,
    passwords: createPasswordPool({
      threads: settings.PASSWORD_THREADS,
      maxWaiting: settings.PASSWORD_QUEUE_MAX,
    }),
    presentation: { basePath: settings.BASE_PATH, artifactPath: artifactPath(settings) },
    now: () => new Date(),
  }
}
