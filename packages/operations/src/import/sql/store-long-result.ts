import type { Knex } from 'knex'

export interface LongResult {
  id: string
  jobId: string
  token: string
}

/** Makes room for a result that is stored in slices. */
export async function beginLongResult(db: Knex, { id, jobId, token }: LongResult): Promise<void> {
  await db.raw('INSERT INTO long_results (id, job_id, token) VALUES (:id, :jobId, :token)', {
    id,
    jobId,
    token,
  })
}

/** @param data UTF-8, whole characters */
export async function storeSlice(db: Knex, id: string, number: number, data: Buffer): Promise<void> {
  await db.raw('INSERT INTO result_slices (result_id, number, data) VALUES (:id, :number, :data)', {
    id,
    number,
    data,
  })
}

/** The result is complete: its job has its outcome now. */
export async function keepLongResult(
  db: Knex,
  { id, jobId }: LongResult,
  kept: {
    bytes: number
    slices: number
    digest: Buffer
    outcome: object
    failed: boolean
    result: string | null
  },
): Promise<void> {
  const { outcome, ...values } = kept
  await db.raw(
    `WITH kept AS (
       UPDATE long_results SET bytes = :bytes, slices = :slices, digest = :digest WHERE id = :id
     )
     UPDATE jobs SET outcome = CAST(:outcome AS jsonb), failed = :failed, result = :result WHERE id = :jobId`,
    { ...values, id, jobId, outcome: JSON.stringify(outcome) },
  )
}
