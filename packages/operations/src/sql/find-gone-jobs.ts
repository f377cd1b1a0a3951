import type { Knex } from 'knex'

/** Those of the ids (canonical UUIDs) that no job has. */
export async function findGoneJobs(db: Knex, jobIds: string[]): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `SELECT u.id FROM unnest(CAST(:jobIds AS uuid[])) AS u(id) WHERE NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = u.id)`,
    { jobIds },
  )
  return rows.map((row) => row.id)
}
