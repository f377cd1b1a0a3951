import { createHash, randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { v7 as newJobId } from 'uuid'
import { claimer } from './claim.js'
import { IdempotencyConflictError } from './errors.js'
import { planEdges } from './plan-edges.js'
import { createLongResultWriter, type LongResultWriter } from './long-result.js'
import { graphReader } from './read-graph.js'
import { reporter } from './report.js'
import { cancelJobsOfGraph } from './sql/cancel-graph.js'
import { countPauses } from './sql/count-pauses.js'
import {
  deleteCompose,
  deleteComposeOf,
  findExpired,
  findSweepable,
  sweepCompose,
} from './sql/delete-compose.js'
import { countQueuedJobs } from './sql/count-queued.js'
import { enqueueChildJob } from './sql/enqueue-child.js'
import { enqueueGraph } from './sql/enqueue-graph.js'
import { findLane } from './sql/find-lane.js'
import { findToken, type TokenRow } from './sql/find-token.js'
import { deleteInstance, forgetRecords, upsertInstance } from './sql/instances.js'
import { countGraphs, listGraphRows } from './sql/list-graphs.js'
import { readDependentRows } from './sql/read-dependents.js'
import { readDepth } from './sql/read-depth.js'
import { readReadyKeys } from './sql/read-ready-keys.js'
import { proveWrite } from './sql/prove-write.js'
import { readArgsText, readRequestText } from './sql/read-texts.js'
import { graceLeases, reapLeases } from './sql/reap-leases.js'
import { dropAbandonedResults, type AbandonedAfter } from './sql/long-results.js'
import { storeProgress } from './sql/store-progress.js'
import { unclaimJob } from './sql/unclaim-job.js'
import { countWorkers, deleteSilentWorkers, insertWorker, touchWorkerRow } from './sql/workers.js'
import { readResultText, streamResultText } from './stream-result.js'
import type {
  ChildAnswer,
  EnqueuedGraph,
  GraphRow,
  InstanceReport,
  JobProgress,
  JobRow,
  NewChild,
  NewGraph,
  QueueDepth,
  ReadyKey,
  Reaped,
  TokenState,
} from './types.js'

export interface JobQueueOptions {
  db: Knex
  /** A lease is stale after this time without a heartbeat. */
  heartbeatTimeoutSeconds?: number
  /** How often a job is requeued because of a stale lease. The next stale lease fails the job. */
  maxRequeues?: number
  /**
   * After this time without any watchdog, all leases are extended, because workers could not renew them either. Must be
   * longer than the interval of the watchdog.
   */
  outageSeconds?: number
}

export type JobQueue = ReturnType<typeof createJobQueue>

type Running = 'stored' | 'not-running' | 'finished' | 'unknown'

/** Many more than a manifest has pipelines. Limits how much a faulty manifest maker can add to the lane of a tenant. */
const mostChildren = 100

/** The queue. Every call is one transaction; README.md lists the promises. */
export function createJobQueue(options: JobQueueOptions) {
  const { db, heartbeatTimeoutSeconds = 120, maxRequeues = 2 } = options
  const outageSeconds = options.outageSeconds ?? heartbeatTimeoutSeconds / 2
  const failure = JSON.stringify({
    job_error: {
      id: 27,
      reason: `Workers running this job stopped responding more than ${maxRequeues} times.`,
    },
  })

  const claim = claimer(db)
  const finish = reporter(db)
  const readGraph = graphReader(db)
  const whyNot = async (token: string, channel: string): Promise<Exclude<Running, 'stored'>> => {
    const row = await findToken(db, token, channel, { beat: false })
    if (!row) return 'unknown'
    return row.state === 'finished' ? 'finished' : 'not-running'
  }
  const sweep = async (composeIds: string[]): Promise<{ removedJobs: string[] }> => {
    const removed: string[] = []
    for (const id of composeIds) removed.push(...(await sweepCompose(db, id)))
    return { removedJobs: removed }
  }

  return {
    /**
     * Stores a compose with all jobs of a plan and their dependencies, or nothing.
     * @throws UnknownDependencyError, IdempotencyConflictError, InvalidGraphError
     */
    async enqueue(graph: NewGraph): Promise<EnqueuedGraph> {
      const { composeId, ids, jobIds, edges } = planEdges(graph, newJobId)
      const stored = await enqueueGraph(db, composeId, graph, ids, edges)
      if (stored.answer === 'conflict') throw new IdempotencyConflictError(stored.composeId)
      if (stored.answer === 'replay') return { composeId: stored.composeId, jobIds: {}, replayed: true }
      return { composeId, jobIds: Object.fromEntries(jobIds), replayed: false }
    },

    /**
     * Stores a child job for a running attempt, or finds the child that was stored before: the same args give the same
     * child, also for a later attempt of the parent, unless that child failed or was cancelled before the attempt
     * asked. Unfinished children are cancelled when the parent ends, and kept when it is requeued.
     */
    enqueueChild: (child: NewChild): Promise<ChildAnswer> =>
      enqueueChildJob(db, newJobId(), child, createHash('sha256').update(child.args).digest(), mostChildren),

    /**
     * The channel of the job with this token, if the job has one of these types. For manifest makers, which have no
     * channel of their own.
     */
    laneOf: (token: string, types: readonly string[]): Promise<string | undefined> =>
      findLane(db, token, types),

    /**
     * Claims up to one ready job per entry of `workers`, in the order in which the jobs became ready. Each job has one
     * holder.
     * @throws ClaimInterruptedError with the tokens to give back, so that a lost answer does not use up a retry
     */
    claim,

    /**
     * Gives a job back, because the claim could not be delivered or the holder does not want it. The job is ready again
     * at its old place, keeps its children, and no retry is used up. False when the attempt was already over.
     */
    unclaim: (token: string): Promise<boolean> => unclaimJob(db, token),

    /** Every (channel, type) with a ready job, in one cheap statement. Used when notifications may have been missed. */
    readyKeys: (): Promise<ReadyKey[]> => readReadyKeys(db),

    /** The current state of a token. A token of another channel is unknown. */
    lookup: async (token: string, channel: string): Promise<TokenState> =>
      tokenState(await findToken(db, token, channel, { beat: false })),

    /** Heartbeat: like `lookup`, and renews the lease of a running attempt. */
    renew: async (token: string, channel: string): Promise<TokenState> =>
      tokenState(await findToken(db, token, channel, { beat: true })),

    /** Replaces the progress of a running attempt. Does not renew its lease. */
    async reportProgress(token: string, channel: string, progress: JobProgress): Promise<Running> {
      return (await storeProgress(db, token, channel, progress)) ? 'stored' : whyNot(token, channel)
    },

    /**
     * Stores a long result while it arrives, holding one slice in memory. After `keep`, call `finish` with KEPT_RESULT.
     * Only the first result of an attempt is kept. For an attempt that is not running, the writer only compares the
     * text with the stored result.
     */
    openLongResult: (attempt: { token: string; channel: string; running: boolean }): LongResultWriter =>
      createLongResultWriter(db, attempt, attempt.running),
    /** Removes unfinished long results older than `after`; answers how many. */
    dropAbandonedResults: (after: AbandonedAfter): Promise<number> => dropAbandonedResults(db, after),

    /**
     * Ends the attempt: stores the result, releases the dependents and removes the lease. Only the token of the current
     * attempt is accepted.
     */
    finish,

    /**
     * Cancels every unfinished job of the graph and of its dependents in other graphs. Undefined: the tenant has no
     * such job.
     */
    async cancelGraph(jobId: string, channel: string): Promise<{ cancelled: string[] } | undefined> {
      const cancelled = await cancelJobsOfGraph(db, jobId, channel)
      return cancelled && { cancelled }
    },

    /**
     * Hides the graph at once, cancels its unfinished jobs, and removes the jobs that are not needed. `sweepDeleted`
     * later removes the others: jobs whose worker does not know yet that they are cancelled, and jobs that clones
     * depend on.
     */
    async deleteGraph(jobId: string, channel: string): Promise<{ removedJobs: string[] } | undefined> {
      const composeId = await deleteComposeOf(db, jobId, channel)
      return composeId === undefined ? undefined : sweep([composeId])
    },

    /**
     * Removes jobs of hidden graphs that are no longer needed. Returns their ids, so that the caller can remove their
     * artifacts.
     */
    sweepDeleted: async (limit: number) => sweep(await findSweepable(db, limit)),

    /** Deletes up to `limit` expired composes, like `deleteGraph`; answers how many. */
    async expireGraphs(limit: number): Promise<{ expired: number; removedJobs: string[] }> {
      const ids = await findExpired(db, limit)
      const deleted: string[] = []
      for (const id of ids) if (await deleteCompose(db, id)) deleted.push(id)
      return { expired: deleted.length, ...(await sweep(deleted)) }
    },

    /** Ends up to `limit` attempts with a stale lease. Several instances can do this at the same time. */
    async reap(limit: number): Promise<Reaped> {
      await graceLeases(db, outageSeconds)
      const rows = await reapLeases(db, heartbeatTimeoutSeconds, maxRequeues, failure, limit)
      const attemptsOf = (fate: 'requeued' | 'failed' | 'forgotten') =>
        rows.filter((row) => row.fate === fate).map(({ id, fate: _, ...row }) => ({ jobId: id, ...row }))
      return {
        requeued: attemptsOf('requeued'),
        failed: attemptsOf('failed'),
        forgotten: attemptsOf('forgotten'),
      }
    },

    /**
     * Gives every running attempt one full timeout, if no instance ran a watchdog for `outageSeconds`. Answers how many
     * leases were extended.
     */
    graceAfterOutage: (): Promise<number> => graceLeases(db, outageSeconds),

    async registerWorker(channel: string, arch: string): Promise<string> {
      const id = randomUUID()
      await insertWorker(db, id, channel, arch)
      return id
    },
    /** Records that the worker is alive. False: the worker is unknown or has expired and must register again. */
    touchWorker: (id: string, channel: string): Promise<boolean> => touchWorkerRow(db, id, channel),
    /** Removes workers that sent nothing for `timeoutSeconds`; answers how many. */
    expireWorkers: (timeoutSeconds: number): Promise<number> => deleteSilentWorkers(db, timeoutSeconds),
    /** Number of registered workers by channel and architecture. */
    activeWorkers: () => countWorkers(db),

    /** The graph of a job. Undefined when the tenant has no such job, or its compose was deleted. */
    readGraph: (jobId: string, channel: string): Promise<GraphRow | undefined> =>
      readGraph({ jobId, channel }),

    /** A page of the tenant's image, koji and bootc composes, newest first. */
    async listGraphs(
      channel: string,
      page: { limit: number; offset: number },
    ): Promise<{ total: number; graphs: GraphRow[] }> {
      const [total, graphs] = await Promise.all([
        countGraphs(db, channel),
        listGraphRows(db, channel, page.limit, page.offset),
      ])
      return { total, graphs }
    },

    /** The redacted request as stored. */
    readRequest: (composeId: string): Promise<string | undefined> => readRequestText(db, composeId),
    readArgs: (jobId: string): Promise<string | undefined> => readArgsText(db, jobId),
    /** The result of a finished job. Undefined: the job has none. */
    readResult: (jobId: string): Promise<string | undefined> => readResultText(db, jobId),
    /**
     * The result of a finished job, in parts, so that the memory does not grow with its size. With `rejected`, the
     * result that the worker sent, even if it was invalid.
     */
    streamResult: (jobId: string, { rejected = false } = {}): AsyncIterable<string> =>
      streamResultText(db, jobId, rejected),
    /** Jobs with this role that depend on a job, in any graph; oldest first. */
    readDependents: (jobId: string, role: string): Promise<JobRow[]> => readDependentRows(db, jobId, role),
    depth: (): Promise<QueueDepth[]> => readDepth(db),
    /** Number of waiting and ready jobs of a channel, counted up to `max` to limit the cost. */
    countQueued: (channel: string, max: number): Promise<number> => countQueuedJobs(db, channel, max),

    /**
     * Rejects unless the database accepts writes. For readiness, since a read-only server would pass a test that only
     * reads.
     */
    proveWrite: (): Promise<number> => proveWrite(db),

    /** Number of pauses. */
    countPauses: (): Promise<number> => countPauses(db),

    /** Records the state of this process for operators; call it again every few seconds. */
    reportInstance: (report: InstanceReport): Promise<void> => upsertInstance(db, report),
    removeInstance: (id: string): Promise<void> => deleteInstance(db, id),
    /** Removes records of instances and of revoked tokens that are older than `seconds`; answers the number of rows. */
    forgetRecords: (seconds: number): Promise<number> => forgetRecords(db, seconds),
  }
}

function tokenState(row: TokenRow | undefined): TokenState {
  if (!row) return { state: 'unknown' }
  const { id: jobId, type, attempt, state } = row
  if (state === 'running') return { state, jobId, type, attempt, runningSeconds: row.running_seconds }
  if (state === 'cancelled' || state === 'finished') return { state, jobId, type, attempt }
  throw new Error(`Job ${jobId} has a token in state ${state}`)
}
