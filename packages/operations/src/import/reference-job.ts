/** A moment as UTC text with microseconds, `2026-11-30T20:15:00.123456Z`: later ones sort behind earlier ones. */
export type Moment = string

/** A job of the reference without its args and result. */
export interface ReferenceJob {
  id: string
  /** With the architecture where there is one, as here. */
  type: string
  channel: string
  queuedAt: Moment
  startedAt: Moment | null
  finishedAt: Moment | null
  expiresAt: Moment | null
  canceled: boolean
  retries: number
  /** Of the last attempt. */
  token: string | null
  /** In the order in which its worker gets their results. */
  dependsOn: string[]
}

/** A job that nothing else needs, and what it needs itself, each job before those that need it: the root is last. */
export interface ReferenceGraph {
  root: ReferenceJob
  jobs: ReferenceJob[]
}

export const isOver = (job: ReferenceJob): boolean => job.finishedAt !== null || job.canceled
