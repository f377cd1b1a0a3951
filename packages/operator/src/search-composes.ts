import type { Knex } from 'knex'
import { readCursor, writeCursor, type Place } from './compose-cursor.js'
import { idRange } from './id-range.js'
import { findComposes } from './sql/find-composes.js'
import { listComposes, type SummaryColumns } from './sql/list-composes.js'
import { toSummary } from './to-summary.js'
import type { ComposeFilter, ComposePage } from './types.js'

/** A member of the filter has an invalid value. */
export class FilterError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'FilterError'
  }
}

/** Number of composes that one search examines at most before it answers. */
const scanAtOnce = 2000

/**
 * Composes, newest first: those with an id that begins with the given one, or one page of those that match the filter.
 * @throws CursorError, FilterError
 */
export async function searchComposes(db: Knex, filter: ComposeFilter): Promise<ComposePage> {
  if (filter.id !== undefined) return searchById(db, filter.id, filter.limit)
  const place = filter.cursor === undefined ? undefined : readCursor(filter.cursor)
  const { rows, last } = await listComposes(db, {
    channel: filter.channel ?? null,
    externalId: filter.externalId ?? null,
    from: filter.from ?? null,
    to: filter.to ?? null,
    state: filter.state ?? null,
    distribution: filter.distribution ?? null,
    imageType: filter.imageType ?? null,
    beforeKey: place?.key ?? null,
    beforeId: place?.id ?? null,
    scan: looksInto(filter) ? scanAtOnce : filter.limit,
  })
  const page = rows.slice(0, filter.limit)
  const next = page.length < rows.length ? placeOf(page.at(-1)) : last
  return { composes: page.map(toSummary), next: next ? writeCursor(next) : null }
}

/** Whether the filter has members that no index covers, so that composes must be examined one by one. */
const looksInto = ({ state, distribution, imageType }: ComposeFilter): boolean =>
  state !== undefined || distribution !== undefined || imageType !== undefined

const placeOf = (row: SummaryColumns | undefined): Place | null =>
  row ? { key: row.created_key, id: row.id } : null

async function searchById(db: Knex, id: string, limit: number): Promise<ComposePage> {
  const range = idRange(id)
  if (!range) throw new FilterError('id: must be an id, or at least four hexadecimal digits of its beginning')
  const rows = await findComposes(db, range.first, range.last, limit)
  return { composes: rows.map(toSummary), next: null }
}
