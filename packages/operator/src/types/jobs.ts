import type { JobProgress, JobState } from '@composer/jobqueue'
import type { Channel } from './channel.js'

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
