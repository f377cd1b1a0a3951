import type { ComposeRow, GraphKind, GraphRow, JobProgress, JobRow, JobState } from '../types.js'

/** The columns of a job that its status needs; never args or results. */
export const jobColumns = `j.id, j.compose_id, j.type, role_of(j.role, j.type) AS role, j.channel, j.state, j.attempt,
  j.failed, j.outcome, j.progress, j.position, j.parent_id, j.queued_at, j.ready_at, j.started_at,
  j.finished_at,
  ARRAY(SELECT d.dependency_id FROM job_dependencies d WHERE d.job_id = j.id ORDER BY d.position) AS depends_on`

export const composeColumns = `c.id AS c_id, c.channel AS c_channel, c.kind AS c_kind, c.external_id AS c_external_id,
  c.created_at AS c_created_at, c.expires_at AS c_expires_at`

export interface JobColumns {
  id: string
  compose_id: string
  type: string
  role: string | null
  channel: string
  state: JobState
  attempt: number
  failed: boolean
  outcome: unknown
  progress: JobProgress | null
  position: number
  parent_id: string | null
  queued_at: Date
  ready_at: Date | null
  started_at: Date | null
  finished_at: Date | null
  depends_on: string[]
}

export interface GraphColumns extends JobColumns {
  c_id: string
  c_channel: string
  c_kind: GraphKind
  c_external_id: string | null
  c_created_at: Date
  c_expires_at: Date
}

/** Groups rows by compose; rows of the same compose must be adjacent. */
export function groupGraphs(rows: GraphColumns[]): GraphRow[] {
  const graphs: GraphRow[] = []
  for (const row of rows) {
    const last = graphs.at(-1)
    if (last?.compose.id === row.c_id) last.jobs.push(toJob(row))
    else graphs.push({ compose: toCompose(row), jobs: [toJob(row)] })
  }
  return graphs
}

const toCompose = (row: GraphColumns): ComposeRow => ({
  id: row.c_id,
  channel: row.c_channel,
  kind: row.c_kind,
  externalId: row.c_external_id,
  createdAt: row.c_created_at,
  expiresAt: row.c_expires_at,
})

export const toJob = (row: JobColumns): JobRow => ({
  id: row.id,
  composeId: row.compose_id,
  type: row.type,
  role: row.role,
  channel: row.channel,
  state: row.state,
  attempt: row.attempt,
  failed: row.failed,
  outcome: row.outcome,
  progress: row.progress,
  position: row.position,
  dependsOn: row.depends_on,
  parentId: row.parent_id,
  queuedAt: row.queued_at,
  readyAt: row.ready_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
})
