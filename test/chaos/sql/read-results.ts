import type { Knex } from 'knex'

export interface StoredResult {
  id: string
  token: string | null
  result: string | null
}

/** What is stored of these jobs; those that are gone are missing. */
export async function readResults(db: Knex, jobIds: string[]): Promise<StoredResult[]> {
  const { rows } = await db.raw<{ rows: StoredResult[] }>(
    'SELECT id, token, result FROM jobs WHERE id = ANY (CAST(:ids AS uuid[]))',
    { ids: jobIds },
  )
  return rows
}
