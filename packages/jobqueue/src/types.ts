/**
 * The vocabulary of the queue. Rows come out in these shapes; SQL stays in `sql/`.
 * Every JSON text here is exact: stored and relayed byte for byte, never re-encoded.
 */

export type JobState = 'waiting' | 'ready' | 'running' | 'finished' | 'cancelled'

/** `image`, `koji` and `bootc` are what the compose list shows. */
export type GraphKind = 'image' | 'koji' | 'bootc' | 'clone' | 'depsolve' | 'search'

/** A dependency on a job of the same graph (`ref`) or on a stored one (`jobId`); the list order is the dynamic args order. */
export type NewDependency = ({ ref: string } | { jobId: string }) & {
  /** Result the dependent finishes with at once when this dependency fails. Absent: the dependent runs and sees the error. */
  failureResult?: string
}

export interface NewJob {
  ref: string
  /** Stored type, with the architecture where the type is bound to one: `osbuild:x86_64`. */
  type: string
  /** What the job does for its compose. Kept for those who read the graph; the queue does not look at it. */
  role: string
  /** Exact JSON text. */
  args: string
  dependsOn: NewDependency[]
  /** Announce the finish on the `finished` channel: somebody waits for it (depsolve, search). */
  awaited?: boolean
  /** The args hold secrets: they are erased when the job ends. */
  confidential?: boolean
}

export interface NewGraph {
  /** Tenant lane: `org-<tenant>` or ''. */
  channel: string
  kind: GraphKind
  /** In any order; the last one is the root, its id is the compose id. */
  jobs: NewJob[]
  /** The redacted request as JSON text, shown by metadata; null for graphs without one. */
  request: string | null
  externalId?: string
  /** `fingerprint` is a digest of the body: the same key with another one is a conflict. Kept 24 hours. */
  idempotency?: { key: string; fingerprint: string }
  retentionSeconds: number
}

export interface EnqueuedGraph {
  composeId: string
  /** ref → job id. Empty for a replay. */
  jobIds: Record<string, string>
  /** True when the idempotency key was seen before and the first answer is given again. */
  replayed: boolean
}

/** A job on behalf of a running attempt: in its lane and its compose, awaited, cancelled when the attempt's job ends. */
export interface NewChild {
  /** Of the running attempt. */
  token: string
  channel: string
  /** Jobs of other types have no children: their tokens are unknown. */
  parentTypes: readonly string[]
  /** Stored type. */
  type: string
  role: string
  /** Exact JSON text. The same text of the same parent is the same child. */
  args: string | Buffer
  /** The args hold secrets: they are erased when the job ends. */
  confidential?: boolean
}

export type ChildAnswer =
  | { answer: 'child'; id: string; state: JobState }
  /** No running attempt has this token. */
  | { answer: 'unknown'; id: null; state: null }
  /** Known token, but the job was cancelled. */
  | { answer: 'not-running'; id: null; state: null }
  /** The parent has as many as it may have. */
  | { answer: 'too-many'; id: null; state: null }

export interface ClaimRequest {
  /** Null, for makers: of every channel in turn, and only the type that is made for all. */
  channel: string | null
  /** Stored types, no duplicates. */
  types: string[]
  /** One entry per waiting caller, in arrival order: the worker id to tie to the attempt, or null. Its length is the limit. */
  workers: (string | null)[]
}

export interface ClaimedJob {
  id: string
  composeId: string
  channel: string
  /** Stored type. */
  type: string
  /** Names this attempt in every later call; not valid once the attempt is over. */
  token: string
  /** 1 for the first attempt. */
  attempt: number
  args: string
  /** Time from becoming ready to this claim. */
  waitedSeconds: number
  /** Results of the dependencies in enqueue order; null where one has none. Empty without dependencies. */
  dynamicArgs: DynamicArg[]
}

/** A result as text, or, when it is long, where to read it with `streamResult`: builds leave many megabytes of logs. */
export type DynamicArg = string | null | LongResult

export interface LongResult {
  jobId: string
  bytes: number
}

/** What a token means right now, for a caller of `channel`. A foreign token is `unknown`. */
export type TokenState =
  | { state: 'running'; jobId: string; type: string; attempt: number; runningSeconds: number }
  | { state: 'cancelled'; jobId: string; type: string; attempt: number }
  /** The attempt is over and its result was accepted. */
  | { state: 'finished'; jobId: string; type: string; attempt: number }
  | { state: 'unknown' }

/** Stands for the long result that was kept for the attempt. */
export const KEPT_RESULT: unique symbol = Symbol('kept result')

export interface Report {
  token: string
  channel: string
  /** Exact JSON text of the result. A Buffer is sent to Postgres without a detour through a string. */
  result: string | Buffer | typeof KEPT_RESULT
  /** The digest that status needs, as JSON without NUL; see the job type registry. */
  outcome: unknown
  /** True when the outcome carries a job error: applies the dependents' failure results. */
  failed: boolean
  /** Set when the posted result did not fit its type: kept for the logs, while `result` is the error that stands for it. */
  rejectedResult?: string | Buffer
}

export type ReportAnswer =
  | 'finished'
  /** The same result again with the same token: nothing changed. */
  | 'repeated'
  /** Another result for an attempt that is over. */
  | 'conflict'
  /** Known token, but the job was cancelled. */
  | 'not-running'
  | 'unknown'

/** Progress as status shows it; message texts are dropped. */
export interface JobProgress {
  done: number
  total: number
  subprogress?: { done: number; total: number }
}

/** One job as status needs it: no args, no result. Times are database times. */
export interface JobRow {
  id: string
  composeId: string
  type: string
  /** As it was enqueued. Null only for a type that had no role when roles were not stored yet. */
  role: string | null
  channel: string
  state: JobState
  attempt: number
  failed: boolean
  outcome: unknown
  progress: JobProgress | null
  /** Position of the job in its plan: plan order. A child has its parent's. */
  position: number
  /** Job ids in enqueue order; may name jobs of another graph (clones). */
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

/** A graph as read by the id of any of its jobs. */
export interface GraphRow {
  compose: ComposeRow
  /** All jobs of the graph, in plan order, children behind their parent. */
  jobs: JobRow[]
}

export interface Reaped {
  requeued: { jobId: string; type: string; channel: string; attempt: number; token: string }[]
  /** Failed with client error 27: no attempt left. */
  failed: { jobId: string; type: string; channel: string; attempt: number; token: string }[]
  /** Cancelled attempts whose worker never answered: the token is forgotten. */
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

/** What a process of a service says of itself, for the eyes of operators only. */
export interface InstanceReport {
  id: string
  service: string
  version: string
  host: string
  startedAt: Date
  /** Such as `listener` and `waiting_polls`. */
  facts: Readonly<Record<string, unknown>>
}
