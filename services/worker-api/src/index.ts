import { checkSchemaVersion } from '@composer/db'
import {
  collectProcessMetrics,
  createLogger,
  describeSettings,
  runService,
  waitForDatabase,
  type Environment,
  type RunningService,
} from '@composer/service-kit'
import { loadConfig, workerApiSettings } from './config.js'
import { createContext } from './context.js'
import { healthChecks } from './health-checks.js'
import { collectQueueMetrics } from './metrics/queue-metrics.js'
import { publicApp } from './public-app.js'
import { startWatchdogs } from './watchdogs/start-watchdogs.js'

export { workerApiSettings } from './config.js'

/**
 * Starts the whole service; it serves when the promise resolves. Installs no signal handlers.
 * @throws SettingsError; Error when the database does not come in time
 */
export async function createWorkerApi(environment: Environment): Promise<RunningService> {
  const settings = loadConfig(environment)
  const logger = createLogger(settings, 'worker-api')
  logger.info('Service starting', { settings: describeSettings(workerApiSettings, settings) })
  const context = createContext(settings, logger)
  const { db, listener, dispatcher, artifacts, registry } = context
  collectProcessMetrics(registry, 'worker', db)
  collectQueueMetrics(context)
  const { app, authenticator } = await publicApp(context)
  await waitForDatabase(db, checkSchemaVersion, {
    timeoutSeconds: settings.DATABASE_START_TIMEOUT_SECONDS,
    logger,
  })
  await listener.start()
  const watchdogs = await startWatchdogs(context)
  return runService({
    name: 'worker-api',
    host: settings.HOST,
    port: settings.PORT,
    internalPort: settings.INTERNAL_PORT,
    graceSeconds: settings.SHUTDOWN_GRACE_SECONDS,
    publicApp: app,
    registry,
    checks: healthChecks(context),
    logger,
    onStopping: () => dispatcher.close(),
    async onStopped() {
      await Promise.all([watchdogs.stop(), dispatcher.settled()])
      authenticator.close()
      artifacts?.close()
      await listener.stop()
      await db.destroy()
    },
  })
}
