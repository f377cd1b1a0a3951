import type { Knex } from 'knex'

/** What a server knows: composes, attempts whose result it has, and attempts that run. */
export interface WorkDone {
  composes: Set<string>
  results: Set<string>
  attempts: Set<string>
}

export async function readWorkDone(db: Knex): Promise<WorkDone> {
  const composes = await db.raw<{ rows: { id: string }[] }>('SELECT id FROM composes')
  const jobs = await db.raw<{ rows: { token: string }[] }>(
    `SELECT token FROM jobs WHERE state = 'finished' AND token IS NOT NULL`,
  )
  const leases = await db.raw<{ rows: { token: string }[] }>('SELECT token FROM job_leases')
  return {
    composes: new Set(composes.rows.map(({ id }) => id)),
    results: new Set(jobs.rows.map(({ token }) => token)),
    attempts: new Set(leases.rows.map(({ token }) => token)),
  }
}
