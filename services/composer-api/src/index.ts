import { checkSchemaVersion } from '@composer/db'
import { startInstanceReports } from '@composer/jobqueue'
import {
  collectProcessMetrics,
  createClockCheck,
  createLogger,
  describeSettings,
  runService,
  waitForDatabase,
} from '@composer/service-kit'
import type { Environment, HealthCheck, RunningService } from '@composer/service-kit'
import type { Express } from 'express'
import { Registry } from 'prom-client'
import { composerApiSettings, loadConfig } from './config.js'
import { createContext } from './context.js'
import type { ComposerContext } from './context.js'
import { collectPasswordLoad } from './hashing/password-metrics.js'
import { collectIntakeLoad } from './intake/intake-metrics.js'
import { mountedConsole } from './console/mounted-console.js'
import { healthChecks } from './health-checks.js'
import { collectListenerState } from './listener-metric.js'
import { publicApp } from './public-app.js'
import { reloadCatalog } from './reload-catalog.js'
import { serviceVersion } from './service-version.js'

export { composerApiSettings } from './config.js'

export interface ComposerApi extends RunningService {
  /**
   * Reads the catalogue again, as SIGHUP does. When it has faults, they are logged and the old catalogue stays in use.
   */
  reloadCatalog(): Promise<void>
}

/**
 * Starts the whole service; it accepts requests when the promise resolves. Installs no signal handlers.
 * @throws SettingsError, CatalogError; Error when the database cannot be reached in time
 */
export async function createComposerApi(environment: Environment): Promise<ComposerApi> {
  const config = loadConfig(environment)
  const logger = createLogger(config.settings, 'composer-api')
  const settings = describeSettings(composerApiSettings, config.settings)
  logger.info('Service starting', { settings })
  const context = await createContext(config, logger)
  const { listener, artifacts, db } = context
  const registry = new Registry()
  const clock = createClockCheck({
    registry,
    subsystem: 'composer',
    logger,
    authMode: context.settings.AUTH_MODE,
  })
  const { app, authenticator } = await publicApp(context, registry, clock)
  const close = async () => {
    authenticator.close()
    artifacts?.close()
    await context.passwords.close()
    await context.intake.close()
    await listener.stop()
    await db.destroy()
  }
  try {
    const service = await serve(
      context,
      registry,
      app,
      [...healthChecks(context, clock), ...authenticator.checks],
      close,
    )
    return { ...service, reloadCatalog: () => reloadCatalog(context) }
  } catch (error) {
    // The caller gets no object to close after a failed start.
    await close()
    throw error
  }
}

async function serve(
  context: ComposerContext,
  registry: Registry,
  publicApp: Express,
  checks: HealthCheck[],
  close: () => Promise<void>,
): Promise<RunningService> {
  const { settings, logger, db, listener, catalog } = context
  for (const warning of catalog.current().warnings) logger.warn('The catalogue is incomplete', { warning })
  collectProcessMetrics(registry, 'composer', db)
  collectListenerState(registry, listener)
  collectPasswordLoad(registry, context.passwords)
  collectIntakeLoad(registry, context.intake, context.bodies)
  await waitForDatabase(db, checkSchemaVersion, {
    timeoutSeconds: settings.DATABASE_START_TIMEOUT_SECONDS,
    logger,
  })
  await listener.start()
  const instance = startInstanceReports({
    queue: context.queue,
    service: 'composer-api',
    version: serviceVersion(),
    facts: () => ({ listener: listener.state() }),
    onFailure: (error) => logger.warn('Operators cannot be told of this process', { error }),
  })
  const service = await runService({
    name: 'composer-api',
    host: settings.HOST,
    port: settings.PORT,
    internalPort: settings.INTERNAL_PORT,
    graceSeconds: settings.SHUTDOWN_GRACE_SECONDS,
    publicApp,
    registry,
    checks,
    logger,
    ...mountedConsole(context),
    async onStopped() {
      await instance.stop()
      await close()
    },
  })
  await context.intake.prepare()
  return service
}
