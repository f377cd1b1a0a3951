/** Who acts, and why. Both are stored in the audit log. */
export interface Act {
  actor: string
  reason: string
}

export interface AuditRow {
  id: string
  doneAt: Date
  actor: string
  action: string
  subject: string
  subjectId: string
  composeId: string | null
  reason: string
  answer: string
  details: unknown
}

export type RetryAnswer =
  | { answer: 'done' | 'nothing-to-do'; jobIds: string[] }
  /**
   * The args of these jobs contained secrets and were erased. `request` is the stored request, to be posted again; null
   * if secrets in it were redacted.
   */
  | { answer: 'erased'; jobIds: string[]; request: string | null }
  | { answer: 'unknown' }
