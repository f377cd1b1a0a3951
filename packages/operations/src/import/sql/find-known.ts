import type { JobState } from '@composer/jobqueue'
import type { Knex } from 'knex'

/** Those of the ids that an earlier run has brought here, deleted ones included, and whether with their files. */
export async function findImported(
  db: Knex,
  ids: readonly string[],
): Promise<Map<string, { complete: boolean }>> {
  const { rows } = await db.raw<{ rows: { id: string; complete: boolean }[] }>(
    'SELECT id, complete FROM imported_composes WHERE id = ANY (CAST(:ids AS uuid[]))',
    { ids },
  )
  return new Map(rows.map(({ id, complete }) => [id, { complete }]))
}

/** The states of those of the jobs that are here, which they keep until the transaction ends. */
export async function findJobs(db: Knex, ids: readonly string[]): Promise<Map<string, JobState>> {
  const { rows } = await db.raw<{ rows: { id: string; state: JobState }[] }>(
    'SELECT id, state FROM jobs WHERE id = ANY (CAST(:ids AS uuid[])) ORDER BY id FOR SHARE',
    { ids },
  )
  return new Map(rows.map(({ id, state }) => [id, state]))
}

/** The ended attempts of these composes, whose files are to be copied. */
export async function findAttempts(
  db: Knex,
  composeIds: readonly string[],
): Promise<{ id: string; composeId: string; token: string }[]> {
  const { rows } = await db.raw<{ rows: { id: string; composeId: string; token: string }[] }>(
    `SELECT id, compose_id AS "composeId", token FROM jobs
     WHERE compose_id = ANY (CAST(:composeIds AS uuid[])) AND state = 'finished' AND token IS NOT NULL`,
    { composeIds },
  )
  return rows
}
