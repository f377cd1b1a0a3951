import type { GraphKind, JobProgress, JobState } from '@composer/jobqueue'

/** Who acts, and why: both stand in the audit log. */
export interface Act {
  actor: string
  reason: string
}

/** Tenant lane of a job: `org-<tenant>`, or '' without authentication. */
export type Channel = string

/** What waits, runs and is paused of one stored type (`osbuild:x86_64`) in one channel. */
export interface LaneNow {
  channel: Channel
  type: string
  /** Dependencies are not finished yet. */
  waiting: number
  ready: number
  running: number
  /** Seconds since the oldest ready job became ready; 0 without one. */
  oldestReadySeconds: number
  paused: boolean
}

/** Null stands for every tenant, or every type. */
export interface Pause {
  channel: Channel | null
  type: string | null
  pausedAt: Date
  pausedBy: string
  reason: string
}

/** Jobs that ended in a span of time, by type without architecture. Durations of work in seconds, from start to end. */
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
  /** What it works on now. */
  jobs: { id: string; composeId: string; type: string; startedAt: Date }[]
}

export interface InstanceRow {
  id: string
  service: string
  version: string
  host: string
  startedAt: Date
  seenAt: Date
  /** As the process told: `listener`, `waiting_polls`, … */
  facts: Record<string, unknown>
}

/** How a compose stands, in one word, from the states of its jobs. */
export type ComposeState = 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled'

export interface ComposeSummary {
  id: string
  channel: Channel
  kind: GraphKind
  externalId: string | null
  createdAt: Date
  state: ComposeState
  /** From the request; null where there is none. */
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
  /** Where the page before ended. */
  cursor?: string
}

export interface ComposePage {
  composes: ComposeSummary[]
  /**
   * Where to go on; null at the end. A page can be short, or empty, and still have a next one: a search looks at a
   * bounded number of composes at a time.
   */
  next: string | null
}

/** One attempt of a job, oldest first; the last one may still run. */
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
  /** The job whose solver child this is. */
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

/** A job that is not over. */
export interface OpenJob extends JobSummary {
  /** When its worker last showed that it lives; null unless it runs. */
  beatAt: Date | null
}

export interface JobDetail extends JobSummary {
  attempts: Attempt[]
  /** Bytes; null without a result. */
  resultBytes: number | null
  argsBytes: number
  /** The args held secrets and were erased when the job ended. */
  argsErased: boolean
  outcome: unknown
  /** The details of its error in words. */
  errorLines: string[]
}

export interface ComposeDetail extends ComposeSummary {
  expiresAt: Date
  /** The redacted request as JSON text. */
  request: string | null
  /** In plan order. */
  jobList: JobSummary[]
  /** From the deepest cause up, in words. */
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
  /** Its details in words. */
  lines: string[]
}

/** Where a build's image went, as its worker told. */
export interface TargetRow {
  jobId: string
  /** Such as `org.osbuild.aws`. */
  name: string
  options: unknown
  error: JobError | null
  /** Name of the file that this service keeps, where the target is this service. */
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
   * The args of these jobs held secrets and are gone. `request` is the stored one, to be posted again, if it holds no
   * redacted member.
   */
  | { answer: 'erased'; jobIds: string[]; request: string | null }
  | { answer: 'unknown' }

/** Failed jobs of a span of time that have an error in common. */
export interface FailureCount {
  /** Without architecture. */
  type: string
  errorId: number | null
  /** One of their reasons. */
  reason: string | null
  count: number
}

/** How Postgres is, as far as it matters here. Sizes in bytes. */
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
  /** Composes past their time that are still there. */
  overdue: { composes: number; oldest: Date | null }
  /** Results of the last day, by tenant and type, the largest first. */
  storage: { channel: Channel; type: string; jobs: number; bytes: number }[]
}
