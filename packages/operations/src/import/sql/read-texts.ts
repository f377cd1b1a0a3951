import type { ClientBase } from 'pg'

export interface TextSizes {
  id: string
  /** Bytes of the args and of the result as text; 0 for none. */
  args: number
  result: number
}

/** How long the texts of jobs are, before any is read. */
export async function readSizes(source: ClientBase, ids: readonly string[]): Promise<TextSizes[]> {
  const { rows } = await source.query<TextSizes>(
    `SELECT id, coalesce(octet_length(args::text), 0) AS args, coalesce(octet_length(result::text), 0) AS result
     FROM jobs WHERE id = ANY ($1::uuid[])`,
    [ids],
  )
  return rows
}

export interface Texts {
  id: string
  args: string | null
  /** Null: there is none, or it was not asked for. */
  result: string | null
}

/** Args of jobs as Postgres prints them, and the results of those that are named. */
export async function readTexts(
  source: ClientBase,
  ids: readonly string[],
  withResult: readonly string[],
): Promise<Map<string, Texts>> {
  const { rows } = await source.query<Texts>(
    `SELECT id, args::text AS args, CASE WHEN id = ANY ($2::uuid[]) THEN result::text END AS result
     FROM jobs WHERE id = ANY ($1::uuid[])`,
    [ids, withResult],
  )
  return new Map(rows.map((row) => [row.id, row]))
}
