import type { GraphKind, JobProgress, JobState } from '@composer/jobqueue'

/** Who acts, and why. Both are stored in the audit log. */
export interface Act {
  actor: string
  reason: string
}

/** Tenant lane of a job: `org-<tenant>`, or '' without authentication. */
export type Channel = string

/** Number of waiting and running jobs of one stored type (`osbuild:x86_64`) in one channel. */
export interface LaneNow {
  channel: Channel
  type: string
  /** Jobs whose dependencies are not finished yet. */
  waiting: number
  ready: number
  running: number
  /** Seconds since the oldest ready job became ready; 0 when no job is ready. */
  oldestReadySeconds: number
  paused: boolean
}

/** A pause of a lane. A null channel means every tenant, a null type every type. */
export interface Pause {
  channel: Channel | null
  type: string | null
  pausedAt: Date
  pausedBy: string
  reason: string
}

/** Jobs that ended in a span of time, by type without architecture. Durations are seconds from start to end. */
export interface TypeTrend {
  type: string
  finished: number
  failed: number
  cancelled: number
  p50Seconds: number | null
  p95Seconds: number | null
}

/** Jobs that ended in one slice of a span. */
export interface TrendPoint {
  at: Date
  finished: number
  failed: number
  p50Seconds: number | null
  p95Seconds: number | null
}

export interface Trends {
  span: 'hour' | 'day'
  types: TypeTrend[]
  points: TrendPoint[]
}

export interface WorkerRow {
  id: string
  channel: Channel
  arch: string
  registeredAt: Date
  seenAt: Date
  /** Its running jobs. */
  jobs: { id: string; composeId: string; type: string; startedAt: Date }[]
}

export interface InstanceRow {
  id: string
  service: string
  version: string
  host: string
  startedAt: Date
  seenAt: Date
  /** As the process reported them: `listener`, `waiting_polls`, … */
  facts: Record<string, unknown>
}

/** The state of a compose, derived from the states of its jobs. */
export type ComposeState = 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled'

export interface ComposeSummary {
  id: string
  channel: Channel
  kind: GraphKind
  externalId: string | null
  createdAt: Date
  state: ComposeState
  /** From the request; null without a request. */
  distribution: string | null
  imageTypes: string[]
  jobs: Record<JobState, number>
}

export interface ComposeFilter {
  /** The whole id of a compose or one of its jobs, or at least four characters of its beginning. */
  id?: string
  externalId?: string
  channel?: Channel
  state?: ComposeState
  distribution?: string
  imageType?: string
  from?: Date
  to?: Date
  limit: number
  /** `next` of the previous page. */
  cursor?: string
}

export interface ComposePage {
  composes: ComposeSummary[]
  /**
   * Cursor of the next page; null at the end. A page can be short or empty and still have a next one: one search
   * examines a bounded number of composes.
   */
  next: string | null
}

/** One attempt of a job; the last one may still be running. */
export interface Attempt {
  attempt: number
  workerId: string | null
  startedAt: Date
  endedAt: Date | null
  ending: 'returned' | 'lost' | 'requeued' | 'retried' | 'succeeded' | 'failed' | 'cancelled' | null
  error: JobError | null
}

export interface JobError {
  id: number
  reason: string
  details?: unknown
}

export interface JobSummary {
  id: string
  composeId: string
  /** The manifest job, if this job is a `depsolve` child of it. */
  parentId: string | null
  role: string
  type: string
  channel: Channel
  state: JobState
  failed: boolean
  attempt: number
  workerId: string | null
  queuedAt: Date
  readyAt: Date | null
  startedAt: Date | null
  finishedAt: Date | null
  progress: JobProgress | null
  error: JobError | null
  dependsOn: string[]
}

/** An unfinished job. */
export interface OpenJob extends JobSummary {
  /** Time of the last heartbeat; null unless the job is running. */
  beatAt: Date | null
}

export interface JobDetail extends JobSummary {
  attempts: Attempt[]
  /** Bytes; null when the job has no result. */
  resultBytes: number | null
  argsBytes: number
  /** The args held secrets and were erased when the job ended. */
  argsErased: boolean
  outcome: unknown
  /** The details of its error as text. */
  errorLines: string[]
}

export interface ComposeDetail extends ComposeSummary {
  expiresAt: Date
  /** The redacted request as JSON text. */
  request: string | null
  /** In plan order. */
  jobList: JobSummary[]
  /** The errors of its jobs, the deepest cause first. */
  errors: ChainLink[]
  audit: AuditRow[]
  targets: TargetRow[]
}

/** An error of a compose. */
export interface ChainLink {
  jobId: string
  role: string
  type: string
  error: JobError
  /** The details of the error as text. */
  lines: string[]
}

/** Where the image of a build was uploaded, as the worker reported. */
export interface TargetRow {
  jobId: string
  /** For example `org.osbuild.aws`. */
  name: string
  options: unknown
  error: JobError | null
  /** Name of the artifact, if the image was uploaded to this service. */
  file: string | null
}

export interface AuditRow {
  id: string
  doneAt: Date
  actor: string
  action: string
  subject: string
  subjectId: string
  composeId: string | null
  reason: string
  answer: string
  details: unknown
}

export type RetryAnswer =
  | { answer: 'done' | 'nothing-to-do'; jobIds: string[] }
  /**
   * The args of these jobs contained secrets and were erased. `request` is the stored request, to be posted again; null
   * if secrets in it were redacted.
   */
  | { answer: 'erased'; jobIds: string[]; request: string | null }
  | { answer: 'unknown' }

/** Failed jobs of a span of time with the same type and error. */
export interface FailureCount {
  /** Without architecture. */
  type: string
  errorId: number | null
  /** The reason of one of these jobs. */
  reason: string | null
  count: number
}

/** State of Postgres. Sizes in bytes. */
export interface DatabaseState {
  limits: { connections: number; maxConnections: number; bytes: number }
  tables: { name: string; bytes: number; rows: number; deadRows: number; vacuumedAt: Date | null }[]
  /** Sessions of this database, those with the oldest transaction first. */
  sessions: {
    pid: number
    application: string
    state: string | null
    waitsFor: string | null
    querySeconds: number | null
    transactionSeconds: number | null
    blockedBy: number[]
    query: string
  }[]
  slots: { name: string; active: boolean; walStatus: string | null }[]
  /** Expired composes that were not removed yet. */
  overdue: { composes: number; oldest: Date | null }
  /** Results of the last day, by tenant and type, the largest first. */
  storage: { channel: Channel; type: string; jobs: number; bytes: number }[]
}
