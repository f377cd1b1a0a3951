import { createHash, randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { v7 as newJobId } from 'uuid'
import { claimer } from './claim.js'
import { IdempotencyConflictError } from './errors.js'
import { planEdges } from './plan-edges.js'
import { createLongResultWriter, type LongResultWriter } from './long-result.js'
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
import { readGraphRows } from './sql/read-graph.js'
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
  /** A lease that was not renewed for this long is stale. */
  heartbeatTimeoutSeconds?: number
  /** Stale attempts that are given another try; the next one fails the job. */
  maxRequeues?: number
  /** No watchdog looked for this long: nobody could renew either. Must be longer than the watch interval. */
  outageSeconds?: number
}

export type JobQueue = ReturnType<typeof createJobQueue>

type Running = 'stored' | 'not-running' | 'finished' | 'unknown'

/** Far more than a manifest has pipelines; a maker that asks for something else every time must not flood a tenant's lane. */
const mostChildren = 100

/** The queue over a pool. Every call is one transaction; README.md states what they promise together. */
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
     * Stores all jobs of a plan, their dependencies and the compose, or nothing.
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
     * Stores a job on behalf of a running attempt, or finds the one that was asked for before: the same args give the
     * same child, to a later attempt too, unless that child failed or was cancelled before the attempt asked. What is
     * unfinished of the children is cancelled when the parent ends; a requeue keeps them.
     */
    enqueueChild: (child: NewChild): Promise<ChildAnswer> =>
      enqueueChildJob(db, newJobId(), child, createHash('sha256').update(child.args).digest(), mostChildren),

    /** The channel of a token's job, if it is one of these types: for makers, who have none of their own. */
    laneOf: (token: string, types: readonly string[]): Promise<string | undefined> =>
      findLane(db, token, types),

    /**
     * Up to one ready job per entry of `workers`, in the order in which they became ready. Each has one holder.
     * @throws ClaimInterruptedError naming the tokens to give back: a lost answer must not cost a retry
     */
    claim,

    /**
     * The claim could not be delivered, or its holder gives the job back: it is ready again in its old place, with its
     * children, and no retry is used up.
     */
    unclaim: (token: string): Promise<boolean> => unclaimJob(db, token),

    /** Every (channel, type) with a ready job, in one cheap statement: what to look at after notifications were missed. */
    readyKeys: (): Promise<ReadyKey[]> => readReadyKeys(db),

    /** What a token means now. A foreign one is unknown. */
    lookup: async (token: string, channel: string): Promise<TokenState> =>
      tokenState(await findToken(db, token, channel, { beat: false })),

    /** Heartbeat: the same answer as `lookup`, and a running attempt's lease starts anew. */
    renew: async (token: string, channel: string): Promise<TokenState> =>
      tokenState(await findToken(db, token, channel, { beat: true })),

    /** Replaces the progress of a running attempt. Does not renew its lease. */
    async reportProgress(token: string, channel: string, progress: JobProgress): Promise<Running> {
      return (await storeProgress(db, token, channel, progress)) ? 'stored' : whyNot(token, channel)
    },

    /**
     * Takes a long result while it arrives, with the memory of a slice; once it is kept, `finish` with KEPT_RESULT uses
     * it. The first one of an attempt is kept. For an attempt that does not run it only tells whether it has this one.
     */
    openLongResult: (attempt: { token: string; channel: string; running: boolean }): LongResultWriter =>
      createLongResultWriter(db, attempt, attempt.running),
    /** Removes long results whose senders went away so long ago; answers how many. */
    dropAbandonedResults: (after: AbandonedAfter): Promise<number> => dropAbandonedResults(db, after),

    /** Ends the attempt: result in, dependents released, lease gone. Counts only with the token of the current attempt. */
    finish,

    /** Cancels every unfinished job of the graph and everything downstream. Undefined: the tenant has no such job. */
    async cancelGraph(jobId: string, channel: string): Promise<{ cancelled: string[] } | undefined> {
      const cancelled = await cancelJobsOfGraph(db, jobId, channel)
      return cancelled && { cancelled }
    },

    /**
     * Hides the graph at once, cancels what is unfinished and removes what nothing needs. The rest goes by
     * `sweepDeleted`: jobs whose worker must still be told, and jobs that clones depend on.
     */
    async deleteGraph(jobId: string, channel: string): Promise<{ removedJobs: string[] } | undefined> {
      const composeId = await deleteComposeOf(db, jobId, channel)
      return composeId === undefined ? undefined : sweep([composeId])
    },

    /** Removes the jobs of hidden graphs that nothing needs any more; answers them, for their artifacts. */
    sweepDeleted: async (limit: number) => sweep(await findSweepable(db, limit)),

    /** Deletes up to `limit` composes past their time, like `deleteGraph`; answers how many. */
    async expireGraphs(limit: number): Promise<{ expired: number; removedJobs: string[] }> {
      const ids = await findExpired(db, limit)
      const deleted: string[] = []
      for (const id of ids) if (await deleteCompose(db, id)) deleted.push(id)
      return { expired: deleted.length, ...(await sweep(deleted)) }
    },

    /** Ends up to `limit` attempts with a stale lease. Watchdogs of several instances share the work. */
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

    /** Gives every running attempt one full timeout if no watchdog of any instance looked for a while. */
    graceAfterOutage: (): Promise<number> => graceLeases(db, outageSeconds),

    async registerWorker(channel: string, arch: string): Promise<string> {
      const id = randomUUID()
      await insertWorker(db, id, channel, arch)
      return id
    },
    /** False: unknown or expired, register again. */
    touchWorker: (id: string, channel: string): Promise<boolean> => touchWorkerRow(db, id, channel),
    expireWorkers: (timeoutSeconds: number): Promise<number> => deleteSilentWorkers(db, timeoutSeconds),
    activeWorkers: () => countWorkers(db),

    /** The graph of a job in one statement. Undefined for unknown, foreign and deleted ones alike. */
    readGraph: (jobId: string, channel: string): Promise<GraphRow | undefined> =>
      readGraphRows(db, jobId, channel),

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
    /** Of a finished job. */
    readResult: (jobId: string): Promise<string | undefined> => readResultText(db, jobId),
    /** Of a finished job, with flat memory; with `rejected` what the worker posted, even when it did not fit. */
    streamResult: (jobId: string, { rejected = false } = {}): AsyncIterable<string> =>
      streamResultText(db, jobId, rejected),
    /** Jobs of this role that depend on a job, in whichever graph; oldest first. */
    readDependents: (jobId: string, role: string): Promise<JobRow[]> => readDependentRows(db, jobId, role),
    depth: (): Promise<QueueDepth[]> => readDepth(db),
    /** Waiting and ready jobs of a channel, counted up to `max`: the cost does not grow beyond that. */
    countQueued: (channel: string, max: number): Promise<number> => countQueuedJobs(db, channel, max),

    /** Rejects unless the database takes writes: for readiness, since a read-only one answers every question. */
    proveWrite: (): Promise<number> => proveWrite(db),

    /** How many pauses hold lanes back. */
    countPauses: (): Promise<number> => countPauses(db),

    /** Tells operators of this process; again every few seconds. */
    reportInstance: (report: InstanceReport): Promise<void> => upsertInstance(db, report),
    removeInstance: (id: string): Promise<void> => deleteInstance(db, id),
    /** Forgets instances and taken-away tokens older than this; answers how many rows. */
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
