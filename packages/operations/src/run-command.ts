import { userInfo } from 'node:os'
import { createInterface } from 'node:readline/promises'
import { createArtifactStore, storeOptions } from '@composer/artifact-store'
import { checkSchemaVersion, migrate } from '@composer/db'
import { createDatabase, waitForDatabase } from '@composer/database'
import { CursorError, FilterError } from '@composer/operator'
import {
  createLogger,
  loadSettings,
  SettingsError,
  type Environment,
  type Logger,
} from '@composer/process-kit'
import { Command, CommanderError } from 'commander'
import type { Knex } from 'knex'
import { addActions } from './cli/actions.js'
import { addImport } from './cli/import.js'
import { CommandFailure, type OperatorShell } from './cli/operator-shell.js'
import { addQuestions } from './cli/questions.js'
import { runMaintenance } from './run-maintenance.js'
import { operationsSettings, type OperationsSettings } from './settings.js'

/** Where a command writes: for tests. */
export interface Output {
  /** Log lines; standard output by default. */
  log?: NodeJS.WritableStream
  /** Tables and JSON; standard output by default. */
  print?: (text: string) => void
}

/**
 * Runs one command to its end: `migrate`, `maintenance`, or what an operator asks or does.
 * @param signal fires when the process should end: maintenance then stops after the batch it is at
 * @returns the exit code: 0 done, 1 failed (said or logged), 2 called wrongly (said on standard error)
 */
export async function runCommand(
  args: string[],
  environment: Environment,
  signal: AbortSignal,
  output: Output = {},
): Promise<number> {
  const program = makeProgram(environment, signal, output)
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof SettingsError) return say(error.message, 2)
    if (error instanceof CommandFailure || error instanceof CursorError || error instanceof FilterError)
      return say(error.message, 1)
    if (error instanceof LoggedFailure) return 1
    // Of the database: its own words tell an operator most.
    return say(error instanceof Error ? error.message : String(error), 1)
  }
}

function say(message: string, code: number): number {
  process.stderr.write(`${message}\n`)
  return code
}

/** A command failed, and the log says how. */
class LoggedFailure extends Error {}

type Work = (settings: OperationsSettings, logger: Logger) => Promise<boolean>

function makeProgram(environment: Environment, signal: AbortSignal, { log, print }: Output): Command {
  const program = new Command('operations')
    .description('What an operator runs. The settings are environment variables: docs/configuration.md.')
    .exitOverride()
    .configureOutput({ writeErr: (text) => void process.stderr.write(text) })
    .showHelpAfterError()

  const logged = (name: string, work: Work) => async () => {
    const settings = loadSettings(operationsSettings, environment)
    const logger = createLogger(settings, name, log)
    const done = await work(settings, logger).catch((error: unknown) => {
      logger.error('Command failed', { error })
      return false
    })
    if (!done) throw new LoggedFailure()
  }

  program
    .command('migrate')
    .description('Bring the database up to this release')
    .action(logged('migrate', (settings, logger) => runMigrate(settings, logger, signal)))
  program
    .command('maintenance')
    .description('Remove composes, files and records that are kept no longer')
    .action(logged('maintenance', (settings, logger) => maintain(settings, logger, signal)))

  const shell: OperatorShell = {
    withDatabase: async (work) => {
      const settings = loadSettings(operationsSettings, environment)
      // Standard output belongs to the answer.
      const logger = createLogger(settings, 'operator', log ?? process.stderr)
      await withDatabase(settings, 'operator', logger, signal, checkSchemaVersion, async (db) => {
        await work(db)
        return true
      })
    },
    print: print ?? ((text) => void process.stdout.write(`${text}\n`)),
    confirm,
    user: environment.USER || machineUser(),
    signal,
  }
  addQuestions(program, shell)
  addActions(program, shell)
  addImport(program, {
    settings: () => loadSettings(operationsSettings, environment),
    logger: (settings) => createLogger(settings, 'import', log),
    withDatabase: (settings, logger, work) =>
      withDatabase(settings, 'import', logger, signal, checkSchemaVersion, async (db) => {
        await work(db)
        return true
      }).then(() => undefined),
    terminal: process.stderr,
    print: shell.print,
    signal,
  })
  return program
}

/** Undefined where the user has an id and no name, as in many containers. */
function machineUser(): string | undefined {
  try {
    return userInfo().username
  } catch {
    return undefined
  }
}

async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
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
  const artifacts = await createArtifactStore(storeOptions(settings))
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
