/**
 * The types of the queue. Rows are returned in these shapes; SQL stays in `sql/`. Every JSON text here is exact: it is
 * stored and relayed byte for byte, never parsed and written again.
 */

export type JobState = 'waiting' | 'ready' | 'running' | 'finished' | 'cancelled'

/** The compose list contains the kinds `image`, `koji` and `bootc`. */
export type GraphKind = 'image' | 'koji' | 'bootc' | 'clone' | 'depsolve' | 'search'

/**
 * A dependency on a job of the same graph (`ref`) or on a stored job (`jobId`). The dynamic args have the order of this
 * list.
 */
export type NewDependency = ({ ref: string } | { jobId: string }) & {
  /**
   * If this dependency fails, the dependent ends at once with this result. Absent: the dependent runs and sees the
   * error.
   */
  failureResult?: string
}

export interface NewJob {
  ref: string
  /** Stored type, with the architecture where the type is bound to one: `osbuild:x86_64`. */
  type: string
  /** What the job does for its compose. Stored for readers of the graph; the queue does not use it. */
  role: string
  /** Exact JSON text. */
  args: string
  dependsOn: NewDependency[]
  /**
   * Send a notification on the `finished` channel when the job ends, because a request waits for it (depsolve, search).
   */
  awaited?: boolean
  /** The args hold secrets: they are erased when the job ends. */
  confidential?: boolean
}

export interface NewGraph {
  /** The lane of the tenant: `org-<tenant>`, or '' without authentication. */
  channel: string
  kind: GraphKind
  /** In any order, but the last job is the root, and its id is the id of the compose. */
  jobs: NewJob[]
  /** The redacted request as JSON text, which the metadata operation shows; null for graphs without a request. */
  request: string | null
  externalId?: string
  /** `fingerprint` is a digest of the body: the same key with another digest is a conflict. Kept for 24 hours. */
  idempotency?: { key: string; fingerprint: string }
  retentionSeconds: number
}

export interface EnqueuedGraph {
  composeId: string
  /** ref → job id. Empty for a replay. */
  jobIds: Record<string, string>
  /** True when the idempotency key was used before, and this is the first answer again. */
  replayed: boolean
}

/**
 * A job that a running attempt asks for: it has the channel and the compose of that attempt's job, is awaited, and is
 * cancelled when that job ends.
 */
export interface NewChild {
  /** The token of the running attempt. */
  token: string
  channel: string
  /** Only jobs of these types can have children; the tokens of others are treated as unknown. */
  parentTypes: readonly string[]
  /** Stored type. */
  type: string
  role: string
  /** Exact JSON text. The same parent and the same text give the same child. */
  args: string | Buffer
  /** The args hold secrets: they are erased when the job ends. */
  confidential?: boolean
}

export type ChildAnswer =
  | { answer: 'child'; id: string; state: JobState }
  /** No running attempt has this token. */
  | { answer: 'unknown'; id: null; state: null }
  /** The token is known, but the job was cancelled. */
  | { answer: 'not-running'; id: null; state: null }
  /** The parent has the largest allowed number of children. */
  | { answer: 'too-many'; id: null; state: null }

export interface ClaimRequest {
  /** Null, for manifest makers: all channels in turn. Then only the manifest type is allowed. */
  channel: string | null
  /** Stored types, no duplicates. */
  types: string[]
  /**
   * One entry per waiting caller, in the order of arrival: the id of the worker to assign, or null. Up to one job per
   * entry is claimed.
   */
  workers: (string | null)[]
}

export interface ClaimedJob {
  id: string
  composeId: string
  channel: string
  /** Stored type. */
  type: string
  /** Identifies this attempt in later calls; invalid once the attempt is over. */
  token: string
  /** 1 for the first attempt. */
  attempt: number
  args: string
  /** Time from becoming ready to this claim. */
  waitedSeconds: number
  /**
   * Results of the dependencies in enqueue order; null for a dependency without a result. Empty without dependencies.
   */
  dynamicArgs: DynamicArg[]
}

/**
 * A result as text or, when it is long, a reference to read with `streamResult`: results of builds contain many
 * megabytes of logs.
 */
export type DynamicArg = string | null | LongResult

export interface LongResult {
  jobId: string
  bytes: number
}

/** The current state of a token, for a caller of `channel`. A token of another channel is `unknown`. */
export type TokenState =
  | { state: 'running'; jobId: string; type: string; attempt: number; runningSeconds: number }
  | { state: 'cancelled'; jobId: string; type: string; attempt: number }
  /** The attempt is over and its result was accepted. */
  | { state: 'finished'; jobId: string; type: string; attempt: number }
  | { state: 'unknown' }

/** Used in place of the long result that was kept for the attempt. */
export const KEPT_RESULT: unique symbol = Symbol('kept result')

export interface Report {
  token: string
  channel: string
  /** Exact JSON text of the result. A Buffer is sent to Postgres without being converted to a string. */
  result: string | Buffer | typeof KEPT_RESULT
  /** The part of the result that status needs, as JSON without NUL; see the job type registry. */
  outcome: unknown
  /** True when the outcome contains a job error: the dependents then get their failure results. */
  failed: boolean
  /**
   * The result that the worker sent, when it did not fit its type. Stored for the logs, while `result` is an error that
   * replaces it.
   */
  rejectedResult?: string | Buffer
}

export type ReportAnswer =
  | 'finished'
  /** The same result was sent before with the same token: nothing changed. */
  | 'repeated'
  /** A different result for an attempt that is over. */
  | 'conflict'
  /** The token is known, but the job was cancelled. */
  | 'not-running'
  | 'unknown'

/** Progress as status shows it; message texts are dropped. */
export interface JobProgress {
  done: number
  total: number
  subprogress?: { done: number; total: number }
}

/** One job with what status needs: no args, no result. Times are times of the database. */
export interface JobRow {
  id: string
  composeId: string
  type: string
  /** As enqueued. Null only for jobs of a type without a role that were stored before roles were. */
  role: string | null
  channel: string
  state: JobState
  attempt: number
  failed: boolean
  outcome: unknown
  progress: JobProgress | null
  /** Position of the job in its plan. A child has the position of its parent. */
  position: number
  /** Job ids in enqueue order; may contain jobs of other graphs (clones). */
  dependsOn: string[]
  /** The job of the same graph that this one is a child of. */
  parentId: string | null
  queuedAt: Date
  readyAt: Date | null
  startedAt: Date | null
  finishedAt: Date | null
}

export interface ComposeRow {
  id: string
  channel: string
  kind: GraphKind
  externalId: string | null
  createdAt: Date
  expiresAt: Date
}

/** A graph, read by the id of any of its jobs. */
export interface GraphRow {
  compose: ComposeRow
  /** All jobs of the graph, in plan order, children after their parent. */
  jobs: JobRow[]
}

export interface Reaped {
  requeued: { jobId: string; type: string; channel: string; attempt: number; token: string }[]
  /** Failed with client error 27, because no retry was left. */
  failed: { jobId: string; type: string; channel: string; attempt: number; token: string }[]
  /** Cancelled attempts whose worker never answered: their tokens are now unknown. */
  forgotten: { jobId: string; token: string }[]
}

export interface ReadyKey {
  channel: string
  type: string
}

export type ListenState = 'live' | 'polling' | 'down'

export interface QueueDepth {
  type: string
  channel: string
  /** Waiting and ready jobs. */
  pending: number
  running: number
  /** Age of the oldest ready job in seconds; 0 when none is ready. */
  oldestReadySeconds: number
}

/** State of a process of a service, for operators only. */
export interface InstanceReport {
  id: string
  service: string
  version: string
  host: string
  startedAt: Date
  /** For example `listener` and `waiting_polls`. */
  facts: Readonly<Record<string, unknown>>
}
