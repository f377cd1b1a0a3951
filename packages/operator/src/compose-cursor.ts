/** The place in the list of composes where a page ended. */
export interface Place {
  /** Creation time as Postgres writes it. */
  key: string
  id: string
}

export const writeCursor = ({ key, id }: Place): string =>
  Buffer.from(JSON.stringify([key, id])).toString('base64url')

/** The cursor was not made by `writeCursor`. */
export class CursorError extends Error {
  constructor() {
    super('cursor: is not one that a page of this list ended with')
    this.name = 'CursorError'
  }
}

const time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * The place that a cursor stands for.
 * @throws CursorError
 */
export function readCursor(cursor: string): Place {
  const [key, id] = parse(cursor)
  if (typeof key !== 'string' || typeof id !== 'string' || !time.test(key) || !uuid.test(id))
    throw new CursorError()
  return { key, id }
}

function parse(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) ? parts : []
  } catch {
    return []
  }
}
