import type { ClientBase } from 'pg'
import type { ReferenceJob } from '../reference-job.js'
import { owningEdge } from './owning-edge.js'

/**
 * These roots and every job of their composes, by id. Two statements, because the reference has no index on its
 * dependencies: each reads that table once for each level of the graphs.
 */
export async function readJobs(
  source: ClientBase,
  roots: readonly string[],
): Promise<Map<string, ReferenceJob>> {
  const { rows: jobs } = await source.query<Omit<ReferenceJob, 'dependsOn'>>(
    `WITH RECURSIVE graph(id) AS (
       SELECT u.id FROM unnest($1::uuid[]) AS u(id)
       UNION
       SELECT e.dependency_id FROM graph g JOIN job_dependencies e ON e.job_id = g.id
         JOIN jobs p ON p.id = e.job_id JOIN jobs d ON d.id = e.dependency_id WHERE ${owningEdge}
     )
     SELECT j.id, j.type, j.channel, ${moment('queued_at')} AS "queuedAt", ${moment('started_at')} AS "startedAt",
       ${moment('finished_at')} AS "finishedAt", 
       CASE WHEN j.expires_at = 'infinity' THEN '${forever}' ELSE ${moment('expires_at')} END AS "expiresAt", j.canceled,
       least(coalesce(j.retries, 0), 1000000)::integer AS retries, j.token
     FROM graph g JOIN jobs j ON j.id = g.id`,
    [roots],
  )
  const { rows: edges } = await source.query<{ job: string; dependency: string }>(
    `SELECT e.job_id AS job, e.dependency_id AS dependency
     FROM unnest($1::uuid[]) AS u(id) JOIN job_dependencies e ON e.job_id = u.id ORDER BY e.ctid`,
    [jobs.map(({ id }) => id)],
  )
  const found = new Map(jobs.map((job) => [job.id, { ...job, dependsOn: [] as string[] }]))
  for (const { job, dependency } of edges) found.get(job)?.dependsOn.push(dependency)
  return found
}

/** No time of ours is infinite: those who read it could not write it. */
const forever = '9999-12-31T00:00:00.000000Z'

/** The reference keeps times without a zone, in that of its database, which is that of our session, too. */
const moment = (column: string): string =>
  `to_char(j.${column}::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
