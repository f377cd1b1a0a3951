/**
 * Copies a document so that every member with a default may also be null, which means the default. The reference
 * validates like this, and clients send null for fields that their types leave empty.
 */
export function withNullForDefault<T>(document: T): T {
  if (Array.isArray(document)) return document.map(withNullForDefault) as T
  if (document === null || typeof document !== 'object') return document
  const copy = Object.fromEntries(
    Object.entries(document).map(([key, value]) => [key, withNullForDefault(value as unknown)]),
  )
  return (isMember(copy) ? nullable(copy) : copy) as T
}

/** Whether this is a schema with a default. A parameter is not: its default is in its `schema`. */
function isMember(schema: Record<string, unknown>): boolean {
  return 'default' in schema && (typeof schema.type === 'string' || Array.isArray(schema.enum))
}

/** In a schema with an `enum`, null has to be one of the values too. */
function nullable(schema: Record<string, unknown>): Record<string, unknown> {
  const values = schema.enum as unknown[] | undefined
  return { ...schema, nullable: true, ...(values === undefined ? {} : { enum: [...values, null] }) }
}
