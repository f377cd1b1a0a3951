/**
 * Whether job `p`, which needs job `d`, makes `d` a part of its compose. A clone is a compose of its own: the image that
 * it copies or shares belongs to another.
 */
export const owningEdge = `NOT (p.type LIKE 'aws-ec2-%' AND d.type NOT LIKE 'aws-ec2-%')`

/** Jobs that are part of no other job's compose. */
export const rootJobs = `SELECT d.id, d.queued_at FROM jobs d WHERE NOT EXISTS (
    SELECT 1 FROM job_dependencies e JOIN jobs p ON p.id = e.job_id
    WHERE e.dependency_id = d.id AND ${owningEdge})
  AND ($1::timestamptz IS NULL OR d.queued_at::timestamptz >= $1::timestamptz)`
