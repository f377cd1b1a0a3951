import type { Knex } from 'knex'
import type { VerifiedCompose } from '../verify/documents-of.js'

const pageSize = 500

/**
 * Composes that an import brought and that are still here, page by page.
 * @param count a random choice of so many; null: all
 */
export async function* sampleComposes(db: Knex, count: number | null): AsyncIterable<VerifiedCompose[]> {
  if (count !== null) {
    yield await read(db, 'ORDER BY random() LIMIT :limit', { limit: count })
    return
  }
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const page = await read(db, 'WHERE c.id > CAST(:after AS uuid) ORDER BY c.id LIMIT :limit', {
      after,
      limit: pageSize,
    })
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    after = last.id
  }
}

async function read(
  db: Knex,
  choice: string,
  values: Record<string, string | number>,
): Promise<VerifiedCompose[]> {
  const { rows } = await db.raw<{ rows: VerifiedCompose[] }>(
    `SELECT c.id, c.kind, c.channel,
       ARRAY(SELECT j.id FROM jobs j WHERE j.compose_id = c.id AND j.role IN ('build', 'copy', 'share')
         ORDER BY j.position) AS members
     FROM imported_composes i JOIN composes c ON c.id = i.id AND c.deleted_at IS NULL
     ${choice}`,
    values,
  )
  return rows
}
