import { createArtifactStore, storeOptions } from '@composer/artifact-store'
import { checkSchemaVersion, migrate } from '@composer/db'
import {
  createDatabase,
  createLogger,
  loadSettings,
  SettingsError,
  waitForDatabase,
  type Environment,
  type Logger,
} from '@composer/process-kit'
import type { Knex } from 'knex'
import { runMaintenance } from './run-maintenance.js'
import { operationsSettings, type OperationsSettings } from './settings.js'

type Command = (settings: OperationsSettings, logger: Logger, signal: AbortSignal) => Promise<boolean>

const commands: Record<string, Command> = { migrate: runMigrate, maintenance: maintain }

/**
 * Runs `migrate` or `maintenance` to its end.
 * @param signal fires when the process should end: maintenance then stops after the batch it is at
 * @param log where the log goes instead of standard output: for tests
 * @returns the exit code: 0 done, 1 failed (logged), 2 called wrongly (said on standard error)
 */
export async function runCommand(
  args: string[],
  environment: Environment,
  signal: AbortSignal,
  log?: NodeJS.WritableStream,
): Promise<number> {
  const [name = ''] = args
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command || args.length !== 1) {
    process.stderr.write(`Usage: main.js ${Object.keys(commands).join(' | ')}\n`)
    return 2
  }
  let settings: OperationsSettings
  try {
    settings = loadSettings(operationsSettings, environment)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 2
  }
  const logger = createLogger(settings, name, log)
  try {
    return (await command(settings, logger, signal)) ? 0 : 1
  } catch (error) {
    logger.error('Command failed', { error })
    return 1
  }
}

/**
 * Building an index may take longer than any statement of a service: the deadline is the caller's. The lock of the
 * migrations belongs to a session, which a transaction-pooling proxy does not give: so it takes the direct connection
 * where one is named.
 */
async function runMigrate(
  settings: OperationsSettings,
  logger: Logger,
  signal: AbortSignal,
): Promise<boolean> {
  const direct =
    settings.DATABASE_LISTEN_URL === 'none' ? settings.DATABASE_URL : settings.DATABASE_LISTEN_URL
  const patient = {
    ...settings,
    DATABASE_STATEMENT_TIMEOUT_SECONDS: 0,
    DATABASE_URL: direct ?? settings.DATABASE_URL,
  }
  return withDatabase(
    patient,
    'migrate',
    logger,
    signal,
    async () => {},
    async (db) => {
      logger.info('Database is migrated', await migrate(db, { signal }))
      return true
    },
  )
}

async function maintain(settings: OperationsSettings, logger: Logger, signal: AbortSignal): Promise<boolean> {
  const artifacts = createArtifactStore(storeOptions(settings))
  try {
    return await withDatabase(settings, 'maintenance', logger, signal, checkSchemaVersion, async (db) => {
      const report = await runMaintenance(db, {
        dryRun: settings.DRY_RUN,
        timeLimitSeconds: settings.MAINTENANCE_TIME_LIMIT_SECONDS,
        batchSize: settings.MAINTENANCE_BATCH_SIZE,
        staleAfterSeconds: settings.MAINTENANCE_STALE_UPLOAD_SECONDS,
        artifacts,
        now: new Date(),
        signal,
        logger,
      })
      return report.failures === 0
    })
  } finally {
    artifacts?.close()
  }
}

async function withDatabase(
  settings: OperationsSettings,
  name: string,
  logger: Logger,
  signal: AbortSignal,
  check: (db: Knex) => Promise<void>,
  work: (db: Knex) => Promise<boolean>,
): Promise<boolean> {
  const db = createDatabase(settings, name, logger)
  try {
    await waitForDatabase(db, check, {
      timeoutSeconds: settings.DATABASE_START_TIMEOUT_SECONDS,
      logger,
      signal,
    })
    return await work(db)
  } finally {
    await db.destroy()
  }
}
