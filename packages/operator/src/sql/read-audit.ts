import type { Knex } from 'knex'
import type { AuditRow } from '../types.js'

export interface AuditFilter {
  composeId?: string
  subject?: string
  subjectId?: string
  /** Only rows before this one. */
  before?: string
  limit: number
}

/** Actions, newest first. */
export async function readAudit(db: Knex, filter: AuditFilter): Promise<AuditRow[]> {
  const { composeId, subject, subjectId, before, limit } = filter
  const conditions = [
    composeId !== undefined && 'compose_id = CAST(:composeId AS uuid)',
    subject !== undefined && 'subject = :subject',
    subjectId !== undefined && 'subject_id = :subjectId',
    before !== undefined && 'id < CAST(:before AS bigint)',
  ].filter((condition) => condition !== false)
  const { rows } = await db.raw<{ rows: AuditRow[] }>(
    `SELECT id::text, done_at AS "doneAt", actor, action, subject, subject_id AS "subjectId",
       compose_id AS "composeId", reason, answer, details
     FROM audit_log ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY audit_log.id DESC LIMIT :limit`,
    // Knex treats a member whose value is undefined as bound, so such members are removed.
    Object.fromEntries(Object.entries({ ...filter, limit }).filter(([, value]) => value !== undefined)),
  )
  return rows
}
