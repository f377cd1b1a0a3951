import type { Knex } from 'knex'
import type { WorkerRow } from '../types.js'

interface Row {
  id: string
  channel: string
  arch: string
  registered_at: Date
  seen_at: Date
  jobs: { id: string; compose_id: string; type: string; started_at: string }[]
}

/** Registered workers with their current jobs, by tenant and architecture; at most `limit`. */
export async function readWorkers(db: Knex, limit: number): Promise<WorkerRow[]> {
  const { rows } = await db.raw<{ rows: Row[] }>(
    `SELECT w.id, w.channel, w.arch, w.registered_at, w.seen_at, coalesce(b.jobs, '[]') AS jobs
     FROM workers w
     LEFT JOIN (
       SELECT r.worker_id, json_agg(json_build_object('id', r.id, 'compose_id', r.compose_id, 'type', r.type,
         'started_at', r.started_at)) AS jobs
       FROM job_leases l
       CROSS JOIN LATERAL (
         SELECT j.id, j.compose_id, j.type, j.started_at, j.worker_id, j.state FROM jobs j WHERE j.id = l.job_id OFFSET 0
       ) AS r
       WHERE r.state = 'running' AND r.worker_id IS NOT NULL GROUP BY r.worker_id
     ) AS b ON b.worker_id = w.id
     ORDER BY w.channel, w.arch, w.registered_at LIMIT :limit`,
    { limit },
  )
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    arch: row.arch,
    registeredAt: row.registered_at,
    seenAt: row.seen_at,
    jobs: row.jobs.map((job) => ({
      id: job.id,
      composeId: job.compose_id,
      type: job.type,
      startedAt: new Date(job.started_at),
    })),
  }))
}
