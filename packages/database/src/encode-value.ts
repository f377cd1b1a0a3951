/**
 * Encodes a parameter in the text format of Postgres: numbers, booleans, strings, dates, and arrays of these. An object
 * becomes JSON. A Buffer is returned unchanged. Null and undefined both become null.
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
