import { isJobTypeName, wireType } from '@composer/contracts'
import type { Knex } from 'knex'
import { attemptsOf } from './attempts-of.js'
import { errorChain } from './error-chain.js'
import { errorLines } from './error-lines.js'
import { holdsRedacted } from './holds-redacted.js'
import { FilterError, searchComposes } from './search-composes.js'
import {
  cancelCompose,
  expireWorker,
  pauseLane,
  requeueJob,
  resumeLane,
  retryCompose,
  type LaneChoice,
  type RequeueAnswer,
} from './sql/act.js'
import { readDatabase } from './sql/read-database.js'
import { readFailures } from './sql/read-failures.js'
import { readInstances } from './sql/read-instances.js'
import { listJobs, type JobFilter } from './sql/list-jobs.js'
import { readAudit, type AuditFilter } from './sql/read-audit.js'
import { readCompose, readJobs } from './sql/read-compose.js'
import { readAttempts, readJob } from './sql/read-job.js'
import { readLive, type Live } from './sql/read-live.js'
import { readLanes } from './sql/read-lanes.js'
import { readPauses } from './sql/read-pauses.js'
import { readTargets } from './sql/read-targets.js'
import { readTrends } from './sql/read-trends.js'
import { readWorkers } from './sql/read-workers.js'
import { toSummary } from './to-summary.js'
import type {
  Act,
  AuditRow,
  ComposeDetail,
  ComposeFilter,
  ComposePage,
  DatabaseState,
  FailureCount,
  InstanceRow,
  JobDetail,
  OpenJob,
  LaneNow,
  Pause,
  RetryAnswer,
  Trends,
  WorkerRow,
} from './types.js'

/** Number of audit rows on the page of a compose; the log of all actions contains the others. */
const auditShown = 100
/** A process that did not report its state for this many seconds is considered gone. */
const instanceSeconds = 90
const workersShown = 2000

export type Operator = ReturnType<typeof createOperator>

/**
 * Questions and actions of operators, over one pool. Questions only read. Each action and its audit row are one
 * transaction, and repeating an action changes nothing more.
 */
export function createOperator({ db }: { db: Knex }) {
  return {
    /** Number of waiting and running jobs, and pauses, by tenant and type. */
    lanes: (): Promise<LaneNow[]> => readLanes(db),
    pauses: (): Promise<Pause[]> => readPauses(db),
    /** @param type only points of this type, without architecture; null: of all types together */
    trends: (span: Trends['span'], type: string | null = null): Promise<Trends> => readTrends(db, span, type),
    workers: (): Promise<WorkerRow[]> => readWorkers(db, workersShown),
    instances: (): Promise<InstanceRow[]> => readInstances(db, instanceSeconds),
    /**
     * Everything that a page updates live, in one statement: the queue, and a digest of each of these composes that
     * changes when one of its jobs changes.
     */
    live: (composeIds: readonly string[]): Promise<Live> => readLive(db, { composeIds, instanceSeconds }),
    /** Sizes, sessions, and what keeps Postgres from vacuuming. */
    database: (): Promise<DatabaseState> => readDatabase(db),
    /** Failed jobs of the last `seconds`, by type and error. */
    failures: (seconds: number): Promise<FailureCount[]> => readFailures(db, seconds),
    audit: (filter: AuditFilter): Promise<AuditRow[]> => readAudit(db, filter),

    /**
     * Composes of every tenant, newest first.
     * @throws CursorError, FilterError naming the member of the filter
     */
    composes: (filter: ComposeFilter): Promise<ComposePage> => searchComposes(db, filter),

    /** A compose with its jobs, errors and audit rows. Undefined: unknown or deleted. */
    async compose(id: string): Promise<ComposeDetail | undefined> {
      const row = await readCompose(db, id)
      if (!row) return undefined
      const [jobList, audit, targets] = await Promise.all([
        readJobs(db, id),
        readAudit(db, { composeId: id, limit: auditShown }),
        readTargets(db, id),
      ])
      return {
        ...toSummary(row),
        expiresAt: row.expires_at,
        request: row.request,
        jobList,
        errors: errorChain(jobList),
        audit,
        targets,
      }
    },

    /** Unfinished jobs in one state, oldest first. */
    jobs: (filter: JobFilter): Promise<OpenJob[]> => listJobs(db, filter),

    /** A job with its attempts. Undefined: unknown, or of a deleted compose. */
    async job(id: string): Promise<JobDetail | undefined> {
      const row = await readJob(db, id)
      if (!row) return undefined
      const attempts = attemptsOf(row, await readAttempts(db, id))
      return { ...row, attempts, errorLines: errorLines(row.error?.details) }
    },

    /** Cancels a compose. Answers how many jobs were cancelled; null: there is no such compose. */
    cancel: (composeId: string, act: Act): Promise<number | null> => cancelCompose(db, composeId, act),

    /** Runs the failed and cancelled jobs and all their dependents again; jobs that succeeded are not repeated. */
    async retry(composeId: string, act: Act): Promise<RetryAnswer> {
      const { answer, job_ids: jobIds } = await retryCompose(db, composeId, act)
      if (answer === 'unknown') return { answer }
      if (answer !== 'erased') return { answer, jobIds }
      const compose = await readCompose(db, composeId)
      const request = compose?.request ?? null
      const complete = request !== null && !holdsRedacted(JSON.parse(request))
      return { answer, jobIds, request: complete ? request : null }
    },

    /** Takes a running job away from its worker and makes it ready again, without using up a retry. */
    requeue: (jobId: string, act: Act): Promise<RequeueAnswer> => requeueJob(db, jobId, act),

    /**
     * Pauses a lane. False: it was already paused.
     * @throws FilterError for a type that does not exist, since its pause would have no effect
     */
    async pause(lane: LaneChoice, act: Act): Promise<boolean> {
      if (lane.type !== null && !isJobTypeName(wireType(lane.type)))
        throw new FilterError(`type: there is no job type '${lane.type}'`)
      return pauseLane(db, lane, act)
    },
    /** Ends a pause. False: the lane was not paused. */
    resume: (lane: LaneChoice, act: Act): Promise<boolean> => resumeLane(db, lane, act),
    /** Removes a worker's registration. False: there is no such worker. */
    expireWorker: (workerId: string, act: Act): Promise<boolean> => expireWorker(db, workerId, act),
  }
}
