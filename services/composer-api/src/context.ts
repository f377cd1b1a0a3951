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
import { createBodyBudget } from './intake/body-budget.js'
import type { BodyBudget } from './intake/body-budget.js'
import { createRequestIntake, smallBody } from './intake/request-intake.js'
import type { RequestIntake } from './intake/request-intake.js'

/** Milliseconds: enough for the slowest supported connection to send 8 MiB. */
const bodyPatienceMs = 60_000

/** The services, settings and functions that handlers use. */
export interface ComposerContext {
  settings: ComposerApiSettings
  logger: Logger
  db: Knex
  queue: JobQueue
  listener: QueueListener
  /** Null when no artifact store is configured. */
  artifacts: ArtifactStore | null
  catalog: CatalogHolder
  passwords: PasswordPool
  /** Limits the memory of large request bodies. */
  bodies: BodyBudget
  intake: RequestIntake
  presentation: Presentation
  now: () => Date
}

/**
 * Constructs everything that handlers need, and is the only place that does. Opens no connection yet.
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
  const artifacts = await createArtifactStore(storeOptions(settings))
  const now = () => new Date()
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
    artifacts,
    catalog,
    passwords: createPasswordPool({
      threads: settings.PASSWORD_THREADS,
      maxWaiting: settings.PASSWORD_QUEUE_MAX,
    }),
    bodies: createBodyBudget({
      bytes: settings.REQUEST_MEMORY_BYTES,
      free: smallBody,
      patienceMs: bodyPatienceMs,
    }),
    intake: createRequestIntake({
      catalog,
      threads: settings.REQUEST_THREADS,
      manifests: settings.MANIFESTS,
      now,
    }),
    presentation: { basePath: settings.BASE_PATH, artifactPath: artifactPath(settings) },
    now,
  }
}
