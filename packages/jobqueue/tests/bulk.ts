import type { Knex } from 'knex'

/** Finished graphs of two jobs, as years of use leave them behind. */
export async function insertHistory(db: Knex, channel: string, jobs: number): Promise<void> {
  await load(
    db,
    `WITH graph AS (
       INSERT INTO composes (id, channel, kind, created_at, expires_at)
       SELECT gen_random_uuid(), :channel, 'image', clock_timestamp() - interval '1 day', clock_timestamp() + interval '9 days'
       FROM generate_series(1, :graphs) RETURNING id
     ), manifest AS (
       INSERT INTO jobs (id, compose_id, channel, type, state, position, args, attempt, token, result, outcome,
         ready_at, started_at, finished_at)
       SELECT gen_random_uuid(), id, :channel, 'manifest', 'finished', 0, '{}', 1, gen_random_uuid(), '{}', '{}',
         now(), now(), now() FROM graph RETURNING id, compose_id
     ), build AS (
       INSERT INTO jobs (id, compose_id, channel, type, state, position, args, attempt, token, result, outcome,
         ready_at, started_at, finished_at)
       SELECT id, id, :channel, 'build', 'finished', 1, '{}', 1, gen_random_uuid(), '{}', '{}', now(), now(), now()
       FROM graph RETURNING id
     )
     INSERT INTO job_dependencies (job_id, position, dependency_id)
     SELECT compose_id, 0, id FROM manifest`,
    { channel, graphs: jobs / 2 },
  )
}

/** Ready jobs of ten other tenants, each with a job that waits for it. */
export async function insertBacklog(db: Knex, jobs: number): Promise<void> {
  await load(
    db,
    `WITH graph AS (
       INSERT INTO composes (id, channel, kind, expires_at)
       SELECT gen_random_uuid(), 'org-busy-' || n % 10, 'image', clock_timestamp() + interval '9 days'
       FROM generate_series(1, :jobs) AS s(n) RETURNING id, channel
     ), manifest AS (
       INSERT INTO jobs (id, compose_id, channel, type, state, position, args, ready_at)
       SELECT gen_random_uuid(), id, channel, 'manifest', 'ready', 0, '{}', clock_timestamp() FROM graph
       RETURNING id, compose_id
     ), build AS (
       INSERT INTO jobs (id, compose_id, channel, type, state, position, unmet, dependencies, args)
       SELECT id, id, channel, 'build', 'waiting', 1, 1, 1, '{}' FROM graph
     )
     INSERT INTO job_dependencies (job_id, position, dependency_id) SELECT compose_id, 0, id FROM manifest`,
    { jobs },
  )
}

/** Makes the lease of one job stale, or all of them. */
export async function age(db: Knex, jobId?: string): Promise<void> {
  const leases = db('job_leases').update({ beat_at: db.raw(`beat_at - interval '121 seconds'`) })
  await (jobId === undefined ? leases : leases.where({ job_id: jobId }))
}

/** Without looking up every foreign key: the rows fit, and it takes half the time. */
async function load(db: Knex, statement: string, values: Record<string, unknown>): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.raw('SET LOCAL session_replication_role = replica')
    await trx.raw(statement, values as Knex.RawBinding)
  })
}
