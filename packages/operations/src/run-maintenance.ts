import type { ArtifactStore } from '@composer/artifact-store'
import { createJobQueue } from '@composer/jobqueue'
import type { Knex } from 'knex'
import { makeDeadline, type Deadline } from './deadline.js'
import { expireComposes } from './expire-composes.js'
import { countExpired } from './sql/count-expired.js'
import { countOldKeys } from './sql/count-old-keys.js'
import { forgetOldKeys } from './sql/forget-old-keys.js'
import { readStatistics } from './sql/read-statistics.js'
import { sweepArtifacts } from './sweep-artifacts.js'

const SECONDS_PER_DAY = 86_400

/** The part of a logger that maintenance uses. */
export interface MaintenanceLogger {
  info(message: string, fields?: object): unknown
  error(message: string, fields?: object): unknown
}

export interface MaintenanceOptions {
  /** Count what would be removed, remove nothing. */
  dryRun: boolean
  /** The run ends in good order after this time; the next one goes on where it stopped. */
  timeLimitSeconds: number
  /** Composes, keys or files looked at between two looks at the clock. */
  batchSize: number
  /** Null: there is no store. */
  artifacts: ArtifactStore | null
  /** Staging areas untouched for longer belong to attempts that ended without a word. */
  staleAfterSeconds: number
  /** Against the modification times of staged files. */
  now: Date
  /** Ends the run like the time limit does. */
  signal?: AbortSignal
  logger: MaintenanceLogger
}

export interface MaintenanceReport {
  dryRun: boolean
  /** False: the time was up before everything was looked at. */
  complete: boolean
  expiredComposes: number
  /** Unknown in a dry run. */
  removedJobs: number
  forgottenKeys: number
  /** Rows of processes and of taken-away tokens older than a day; 0 in a dry run. */
  forgottenRecords: number
  /** Jobs that were gone already and had left files behind. */
  orphanedArtifacts: number
  staleStagingAreas: number
  /** What could not be removed; each is logged. */
  failures: number
}

/**
 * Removes what is kept no longer: composes past their expiry with jobs and files, idempotency keys older than a day,
 * files without a job, abandoned uploads. Logs the statistics of the tables before and after.
 */
export async function runMaintenance(db: Knex, options: MaintenanceOptions): Promise<MaintenanceReport> {
  const { dryRun, batchSize, artifacts, logger } = options
  const deadline = makeDeadline(options.timeLimitSeconds * 1000, options.signal)
  let failures = 0
  const onFailure = (what: string, error: unknown) => {
    failures += 1
    logger.error('Files cannot be removed', { what, error })
  }
  logger.info('Maintenance starts', { dryRun, tables: await readStatistics(db) })

  const expiry = { queue: createJobQueue({ db }), artifacts, batchSize, deadline, onFailure }
  const expired = dryRun ? { composes: await countExpired(db), jobs: 0 } : await expireComposes(expiry)
  const forgottenKeys = dryRun ? await countOldKeys(db) : await forgetKeys(db, batchSize, deadline)
  // A worker asks at least every hour whether its token still counts.
  const forgottenRecords = dryRun ? 0 : await createJobQueue({ db }).forgetRecords(SECONDS_PER_DAY)
  const staleBefore = new Date(options.now.getTime() - options.staleAfterSeconds * 1000)
  const files = artifacts
    ? await sweepArtifacts({ db, artifacts, dryRun, batchSize, staleBefore, deadline, onFailure })
    : { jobs: 0, staging: 0 }

  const report: MaintenanceReport = {
    dryRun,
    complete: !deadline.cutShort,
    expiredComposes: expired.composes,
    removedJobs: expired.jobs,
    forgottenKeys,
    forgottenRecords,
    orphanedArtifacts: files.jobs,
    staleStagingAreas: files.staging,
    failures,
  }
  logger.info('Maintenance is done', { ...report, tables: await readStatistics(db) })
  return report
}

async function forgetKeys(db: Knex, batchSize: number, deadline: Deadline): Promise<number> {
  let forgotten = 0
  while (!deadline.passed()) {
    const batch = await forgetOldKeys(db, batchSize)
    forgotten += batch
    if (batch === 0) break
  }
  return forgotten
}
