import { createArtifactStore, storeOptions } from '@composer/artifact-store'
import type { Logger } from '@composer/process-kit'
import { Option, type Command } from 'commander'
import type { Knex } from 'knex'
import { showProgress, type ImportCounts } from '../import/progress.js'
import { openReport } from '../import/report.js'
import { runImport } from '../import/run-import.js'
import { openSource } from '../import/source.js'
import { readTokens } from '../import/verify/read-tokens.js'
import { runVerify } from '../import/verify/run-verify.js'
import type { OperationsSettings } from '../settings.js'
import { CommandFailure } from './operator-shell.js'
import { printable } from './printable.js'
import { toCount } from './to-count.js'
import { toDate } from './to-date.js'

interface ImportFlags {
  from?: string
  requests?: string
  artifacts?: string
  since?: Date
  unfinished: 'leave' | 'requeue'
  keepDays: number
  batch: number
  report: string
  dryRun?: boolean
  verify?: string
  here: string
  sample: number | 'all'
  tokens?: string
}

/** What the command takes from outside. */
export interface ImportShell {
  settings(): OperationsSettings
  logger(settings: OperationsSettings): Logger
  withDatabase(settings: OperationsSettings, logger: Logger, work: (db: Knex) => Promise<void>): Promise<void>
  terminal: NodeJS.WriteStream
  print(text: string): void
  signal: AbortSignal
}

/** Adds the command that brings the composes of a running installation here: docs/import.md. */
export function addImport(program: Command, shell: ImportShell): void {
  program
    .command('import')
    .description('Bring the composes of an osbuild-composer with a Postgres queue here')
    .option('--from <url>', "its database; or as IMPORT_FROM, which the machine's other users cannot see")
    .option('--requests <folder>', 'its requests: <artifacts>/ComposeRequest')
    .option('--artifacts <folder>', 'its artifacts, and its requests if they are below it')
    .option('--since <time>', 'leave out what was enqueued before', toDate)
    .addOption(
      new Option('--unfinished <what>', 'what becomes of composes that are not over')
        .choices(['leave', 'requeue'])
        .default('leave'),
    )
    .option('--keep-days <n>', 'what is past its time there lives this long here', toCount, 14)
    .option('--batch <n>', 'composes in one transaction', toCount, 200)
    .option('--report <file>', 'what was left out or changed, a JSON object a line', 'import-report.jsonl')
    .option('--dry-run', 'bring nothing')
    .option('--verify <url>', 'then compare its API, with base path, and ours')
    .option('--here <url>', 'our API', 'http://127.0.0.1:8080/api/image-builder-composer/v2')
    .option('--sample <n>', 'how many composes are compared, or all', toSample, 100)
    .option('--tokens <file>', 'a token for both APIs, or a JSON object of channels with one each')
    .action((flags: ImportFlags) => importComposes(shell, flags))
}

async function importComposes(shell: ImportShell, flags: ImportFlags): Promise<void> {
  const settings = shell.settings()
  const from = flags.from ?? settings.IMPORT_FROM
  if (from === undefined) throw new CommandFailure('--from or IMPORT_FROM: say which database')
  if (!/^postgres(ql)?:\/\//.test(from) || !URL.canParse(from))
    throw new CommandFailure('--from must be an address such as postgres://user@host/database')
  const logger = shell.logger(settings)
  const store = flags.artifacts === undefined ? null : await createArtifactStore(storeOptions(settings))
  if (flags.artifacts !== undefined && store === null)
    throw new CommandFailure('--artifacts: there is no place for them, since ARTIFACTS_URL is none')
  try {
    await shell.withDatabase(settings, logger, async (db) => {
      const source = await openSource(from)
      const report = await openReport(flags.report)
      try {
        const counts = await runImport({
          db,
          source,
          report,
          unfinished: flags.unfinished,
          keepDays: flags.keepDays,
          requestsFolder: flags.requests ?? flags.artifacts ?? null,
          files: store && flags.artifacts !== undefined ? { store, folder: flags.artifacts } : null,
          dryRun: flags.dryRun === true,
          since: flags.since ?? null,
          batchSize: flags.batch,
          progress: showProgress(shell.terminal, (message, fields) => logger.info(message, fields)),
          signal: shell.signal,
        })
        logger.info('Import has ended', { ...counts, ...report.counts(), report: flags.report })
        assertComplete(counts)
        if (flags.verify !== undefined) await verify(shell, logger, db, flags, flags.verify)
      } finally {
        await report.close()
        await source.close()
      }
    })
  } finally {
    store?.close()
  }
}

async function verify(
  { print, signal }: ImportShell,
  logger: Logger,
  db: Knex,
  { here, sample, tokens }: ImportFlags,
  there: string,
): Promise<void> {
  const verified = await runVerify({
    db,
    there: there.replace(/\/$/, ''),
    here: here.replace(/\/$/, ''),
    sample: sample === 'all' ? null : sample,
    tokenOf: tokens === undefined ? () => undefined : await readTokens(tokens),
    signal,
    onDifference: (found) =>
      print(
        `${found.path} ${found.place}\n  there: ${printable(found.there)}\n  here:  ${printable(found.here)}`,
      ),
  })
  logger.info('Verification has ended', verified)
  if (verified.unexplained > 0) throw new CommandFailure('There are differences that nothing explains')
}

function assertComplete({ done, total }: ImportCounts): void {
  if (done < total) throw new CommandFailure('The import was stopped; another run goes on')
}

function toSample(text: string): number | 'all' {
  return text === 'all' ? text : toCount(text)
}
