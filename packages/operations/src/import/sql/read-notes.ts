import type { Knex } from 'knex'
import type { Note } from '../report.js'

const pageSize = 1000

/** The notes of all imported composes, of earlier runs too. */
export async function* readNotes(db: Knex): AsyncIterable<Note> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const { rows } = await db.raw<{ rows: { id: string; notes: string[] }[] }>(
      `SELECT id, notes FROM imported_composes WHERE id > CAST(:after AS uuid) AND notes <> '[]' ORDER BY id LIMIT :limit`,
      { after, limit: pageSize },
    )
    for (const { id, notes } of rows) for (const reason of notes) yield { id, reason }
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = last.id
  }
}
