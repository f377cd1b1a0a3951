import type { Knex } from 'knex'

/** Each answers the ids that break the rule. They hold at any moment. */
const always = {
  'a job ran before its dependencies were over': `
    SELECT j.id FROM jobs j JOIN job_dependencies e ON e.job_id = j.id JOIN jobs d ON d.id = e.dependency_id
    WHERE j.attempt > 0 AND (d.finished_at IS NULL OR j.started_at < d.finished_at)`,
  'a job had more attempts than it may': 'SELECT id FROM jobs WHERE attempt > 3',
  'a job ran on a worker of another tenant': `
    SELECT j.id FROM jobs j JOIN workers w ON w.id = j.worker_id WHERE w.channel <> j.channel`,
  'a finished job has no result': `
    SELECT j.id FROM jobs j WHERE j.state = 'finished' AND j.result IS NULL
      AND NOT EXISTS (SELECT 1 FROM long_results r WHERE r.token = j.token AND r.bytes IS NOT NULL)`,
  'a job is in another lane than its compose': `
    SELECT j.id FROM jobs j JOIN composes c ON c.id = j.compose_id WHERE j.channel <> c.channel`,
  'a running job has no lease': `
    SELECT j.id FROM jobs j WHERE j.state = 'running' AND NOT EXISTS (SELECT 1 FROM job_leases l WHERE l.job_id = j.id)`,
}

/** These hold when everything has come to rest. */
const atRest = {
  'a job has not ended': `SELECT id FROM jobs WHERE state IN ('waiting', 'ready', 'running')`,
  'a lease is left': 'SELECT job_id AS id FROM job_leases',
  'a result is left half-way': 'SELECT id FROM long_results WHERE bytes IS NULL',
  'a session sits in a transaction': `
    SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()`,
}

/** The rules that are broken, each with some of the ids. */
export async function brokenRules(db: Knex, resting: boolean): Promise<string[]> {
  const broken: string[] = []
  for (const [rule, statement] of Object.entries(resting ? { ...always, ...atRest } : always)) {
    const { rows } = await db.raw<{ rows: { id: unknown }[] }>(`${statement} LIMIT 5`)
    if (rows.length > 0) broken.push(`${rule}: ${rows.map(({ id }) => String(id)).join(', ')}`)
  }
  return broken
}
