import type { Knex } from 'knex'
import type { OpenJob } from '../types.js'
import { jobColumns } from './read-compose.js'

export interface JobFilter {
  state: 'waiting' | 'ready' | 'running'
  channel?: string
  /** Stored type, or one without its architecture. */
  type?: string
  limit: number
}

/** Finds unfinished jobs by an index or by their leases. Ready jobs come in the order in which they will be claimed. */
const open = {
  waiting: `SELECT j.*, NULL::timestamptz AS beat_at FROM jobs j WHERE j.unmet > 0 AND j.started_at IS NULL`,
  ready: `SELECT j.*, NULL::timestamptz AS beat_at FROM jobs j WHERE j.ready_at IS NOT NULL AND j.started_at IS NULL`,
  running: `SELECT j.*, l.beat_at FROM job_leases l
    CROSS JOIN LATERAL (SELECT * FROM jobs r WHERE r.id = l.job_id OFFSET 0) AS j WHERE j.state = 'running'`,
} as const

const order = { waiting: 'j.queued_at', ready: 'j.ready_at', running: 'j.started_at' } as const

/** Unfinished jobs in one state, oldest first. */
export async function listJobs(db: Knex, { state, channel, type, limit }: JobFilter): Promise<OpenJob[]> {
  const { rows } = await db.raw<{ rows: OpenJob[] }>(
    `SELECT ${jobColumns}, j.beat_at AS "beatAt" FROM (${open[state]}) AS j
     WHERE (CAST(:channel AS text) IS NULL OR j.channel = :channel)
       AND (CAST(:type AS text) IS NULL OR j.type = :type OR split_part(j.type, ':', 1) = :type)
     ORDER BY ${order[state]}, j.id LIMIT :limit`,
    { channel: channel ?? null, type: type ?? null, limit },
  )
  return rows
}
