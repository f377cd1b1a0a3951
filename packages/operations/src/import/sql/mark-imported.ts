import type { Knex } from 'knex'

/**
 * Remembers that composes are here: no later run brings them again, whatever becomes of them. Notes are added to those
 * that they have.
 * @param complete false: their files come next
 */
export async function markImported(
  db: Knex,
  composes: readonly { id: string; notes: readonly string[] }[],
  complete: boolean,
): Promise<void> {
  await db.raw(
    `INSERT INTO imported_composes AS i (id, complete, notes)
     SELECT n.id, :complete, CAST(n.notes AS jsonb) FROM unnest(CAST(:ids AS uuid[]), CAST(:notes AS text[])) AS n(id, notes)
     ON CONFLICT (id) DO UPDATE SET complete = :complete, notes = i.notes || EXCLUDED.notes`,
    {
      complete,
      ids: composes.map(({ id }) => id),
      notes: composes.map(({ notes }) => JSON.stringify(notes)),
    },
  )
}
