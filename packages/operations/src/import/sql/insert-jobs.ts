import type { Knex } from 'knex'
import type { ImportedJob } from '../map-graph.js'

/** A job with its texts. */
export interface FullJob extends ImportedJob {
  composeId: string
  args: string
  /** Null: there is none, or it is stored in slices. */
  result: string | null
  rejectedResult: string | null
  outcome: object | null
  failed: boolean
}

/** Stores jobs in one statement. Their dependencies come later, when all jobs of the batch are there. */
export async function insertJobs(db: Knex, jobs: readonly FullJob[]): Promise<void> {
  const column = <T>(value: (job: FullJob) => T): T[] => jobs.map(value)
  await db.raw(
    `INSERT INTO jobs (id, compose_id, channel, type, role, state, position, unmet, dependencies, attempt, awaited,
       confidential, failed, token, queued_at, ready_at, started_at, finished_at, args, result, rejected_result, outcome)
     SELECT n.id, n.compose_id, n.channel, n.type, n.role, n.state, n.position, n.unmet, n.dependencies, n.attempt,
       n.awaited, n.confidential, n.failed, n.token, n.queued_at,
       CASE WHEN n.state = 'ready' THEN clock_timestamp() END, n.started_at, n.finished_at, n.args, n.result,
       n.rejected_result, CAST(n.outcome AS jsonb)
     FROM unnest(CAST(:id AS uuid[]), CAST(:composeId AS uuid[]), CAST(:channel AS text[]), CAST(:type AS text[]),
       CAST(:role AS text[]), CAST(:state AS text[]), CAST(:position AS integer[]), CAST(:unmet AS integer[]),
       CAST(:dependencies AS integer[]), CAST(:attempt AS integer[]), CAST(:awaited AS boolean[]),
       CAST(:confidential AS boolean[]), CAST(:failed AS boolean[]), CAST(:token AS uuid[]),
       CAST(:queuedAt AS timestamptz[]), CAST(:startedAt AS timestamptz[]), CAST(:finishedAt AS timestamptz[]),
       CAST(:args AS text[]), CAST(:result AS text[]), CAST(:rejected AS text[]), CAST(:outcome AS text[]))
       AS n(id, compose_id, channel, type, role, state, position, unmet, dependencies, attempt, awaited, confidential,
         failed, token, queued_at, started_at, finished_at, args, result, rejected_result, outcome)
     ON CONFLICT (id) DO NOTHING`,
    {
      id: column((job) => job.id),
      composeId: column((job) => job.composeId),
      channel: column((job) => job.channel),
      type: column((job) => job.type),
      role: column((job) => job.role),
      state: column((job) => job.state),
      position: column((job) => job.position),
      unmet: column((job) => job.unmet),
      dependencies: column((job) => job.dependsOn.length),
      attempt: column((job) => job.attempt),
      awaited: column((job) => job.awaited),
      confidential: column((job) => job.confidential),
      failed: column((job) => job.failed),
      token: column((job) => job.token),
      queuedAt: column((job) => job.queuedAt),
      startedAt: column((job) => job.startedAt),
      finishedAt: column((job) => job.finishedAt),
      args: column((job) => job.args),
      result: column((job) => job.result),
      rejected: column((job) => job.rejectedResult),
      outcome: column((job) => (job.outcome === null ? null : JSON.stringify(job.outcome))),
    },
  )
}
