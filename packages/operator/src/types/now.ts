import type { Channel } from './channel.js'

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
