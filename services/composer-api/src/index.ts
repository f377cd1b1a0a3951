import { checkSchemaVersion } from '@composer/db'
import {
  collectProcessMetrics,
  createLogger,
  describeSettings,
  runService,
  waitForDatabase,
} from '@composer/service-kit'
import type { Environment, RunningService } from '@composer/service-kit'
import { Registry } from 'prom-client'
import { composerApiSettings, loadConfig } from './config.js'
import { createContext } from './context.js'
import { healthChecks } from './health-checks.js'
import { collectListenerState } from './listener-metric.js'
import { publicApp } from './public-app.js'
import { reloadCatalog } from './reload-catalog.js'

export { composerApiSettings } from './config.js'

export interface ComposerApi extends RunningService {
  /** Reads the catalogue again, as SIGHUP does; a faulty one is logged and the old one stays. */
  reloadCatalog(): Promise<void>
}

/**
 * Starts the whole service; it serves when the promise resolves. Installs no signal handlers.
 * @throws SettingsError, CatalogError; Error when the database does not come in time
 */
export async function createComposerApi(environment: Environment): Promise<ComposerApi> {
  const config = loadConfig(environment)
  const { settings } = config
  const logger = createLogger(settings, 'composer-api')
  logger.info('Service starting', { settings: describeSettings(composerApiSettings, settings) })
  const context = await createContext(config, logger)
  const { db, listener, artifacts, catalog } = context
  for (const warning of catalog.current().warnings) logger.warn('The catalogue is incomplete', { warning })
  const registry = new Registry()
  collectProcessMetrics(registry, 'composer', db)
  collectListenerState(registry, listener)
  const { app, authenticator } = await publicApp(context, registry)
  await waitForDatabase(db, checkSchemaVersion, {
    timeoutSeconds: settings.DATABASE_START_TIMEOUT_SECONDS,
    logger,
  })
  await listener.start()
  const service = await runService({
    name: 'composer-api',
    host: settings.HOST,
    port: settings.PORT,
    internalPort: settings.INTERNAL_PORT,
    graceSeconds: settings.SHUTDOWN_GRACE_SECONDS,
    publicApp: app,
    registry,
    checks: healthChecks(context),
    logger,
    async onStopped() {
      authenticator.close()
      artifacts?.close()
      await listener.stop()
      await db.destroy()
    },
  })
  return { ...service, reloadCatalog: () => reloadCatalog(context) }
}
