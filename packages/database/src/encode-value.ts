/**
 * A value as Postgres reads it from a text: numbers, booleans, texts, dates, and lists of these; an object becomes JSON.
 * A Buffer stays what it is. Null and undefined are both null.
 */
export function encodeValue(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (Buffer.isBuffer(value)) return value
  return Array.isArray(value) ? encodeList(value) : encodeScalar(value)
}

function encodeScalar(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return JSON.stringify(value)
}

/** https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function encodeList(list: readonly unknown[]): string {
  return `{${list.map(encodeElement).join(',')}}`
}

function encodeElement(element: unknown): string {
  if (element === null || element === undefined) return 'NULL'
  if (Array.isArray(element)) return encodeList(element)
  if (Buffer.isBuffer(element)) return `"\\\\x${element.toString('hex')}"`
  const text = typeof element === 'string' ? element : encodeScalar(element)
  return `"${/["\\]/.test(text) ? text.replaceAll(/["\\]/g, '\\$&') : text}"`
}
