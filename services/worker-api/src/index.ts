import { checkSchemaVersion } from '@composer/db'
import { startInstanceReports } from '@composer/jobqueue'
import {
  collectProcessMetrics,
  createClockCheck,
  createLogger,
  describeSettings,
  runService,
  waitForDatabase,
  type Environment,
  type RunningService,
} from '@composer/service-kit'
import { loadConfig, workerApiSettings } from './config.js'
import { createContext, type WorkerContext } from './context.js'
import { healthChecks } from './health-checks.js'
import { collectQueueMetrics } from './metrics/queue-metrics.js'
import { publicApp } from './public-app.js'
import { serviceVersion } from './service-version.js'
import { startWatchdogs } from './watchdogs/start-watchdogs.js'

export { workerApiSettings } from './config.js'

/**
 * Starts the whole service; it accepts requests when the promise resolves. Installs no signal handlers. When it fails,
 * it closes everything that it opened.
 * @throws SettingsError; Error when the database is not available in time, or when an address is in use
 */
export async function createWorkerApi(environment: Environment): Promise<RunningService> {
  const settings = loadConfig(environment)
  const logger = createLogger(settings, 'worker-api')
  logger.info('Service starting', { settings: describeSettings(workerApiSettings, settings) })
  const context = await createContext(settings, logger)
  const resources = [
    context.dispatcher.settled,
    context.reports.close,
    () => context.artifacts?.close(),
    context.listener.stop,
  ]
  try {
    return await serve(context, resources)
  } catch (error) {
    await closeAll(context, resources)
    throw error
  }
}

async function serve(context: WorkerContext, resources: Closer[]): Promise<RunningService> {
  const { settings, logger, db, listener, dispatcher, registry } = context
  collectProcessMetrics(registry, 'worker', db)
  const clock = createClockCheck({ registry, subsystem: 'worker', logger, authMode: settings.AUTH_MODE })
  collectQueueMetrics(context)
  const { app, authenticator } = await publicApp(context, clock)
  resources.unshift(() => authenticator.close())
  await waitForDatabase(db, checkSchemaVersion, {
    timeoutSeconds: settings.DATABASE_START_TIMEOUT_SECONDS,
    logger,
  })
  await listener.start()
  const watchdogs = await startWatchdogs(context)
  resources.unshift(() => watchdogs.stop())
  const instance = startInstanceReports({
    queue: context.queue,
    service: 'worker-api',
    version: serviceVersion(),
    facts: () => ({ listener: listener.state(), waiting_polls: dispatcher.waiting() }),
    onFailure: (error) => logger.warn('Operators cannot be told of this process', { error }),
  })
  resources.unshift(() => instance.stop())
  return runService({
    name: 'worker-api',
    host: settings.HOST,
    port: settings.PORT,
    internalPort: settings.INTERNAL_PORT,
    graceSeconds: settings.SHUTDOWN_GRACE_SECONDS,
    publicApp: app,
    registry,
    checks: [...healthChecks(context, clock), ...authenticator.checks],
    logger,
    onStopping() {
      context.stopping.abort()
      return dispatcher.close()
    },
    onStopped: () => closeAll(context, resources),
  })
}

type Closer = () => unknown

/** Closes each resource once: first those that use others, and the database last. */
async function closeAll({ db }: WorkerContext, resources: Closer[]): Promise<void> {
  for (const close of resources.splice(0)) await close()
  await db.destroy()
}
