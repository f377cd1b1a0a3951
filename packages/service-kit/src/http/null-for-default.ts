/**
 * A copy of a document in which every member with a default may be null, which stands for the default: the reference
 * validates so, and clients send what their types leave empty.
 */
export function withNullForDefault<T>(document: T): T {
  if (Array.isArray(document)) return document.map(withNullForDefault) as T
  if (document === null || typeof document !== 'object') return document
  const copy = Object.fromEntries(
    Object.entries(document).map(([key, value]) => [key, withNullForDefault(value as unknown)]),
  )
  return (isMember(copy) ? nullable(copy) : copy) as T
}

/** A schema with a default; parameters keep their own inside. */
function isMember(schema: Record<string, unknown>): boolean {
  return 'default' in schema && (typeof schema.type === 'string' || Array.isArray(schema.enum))
}

/** In a schema with an `enum`, null has to be one of the values too. */
function nullable(schema: Record<string, unknown>): Record<string, unknown> {
  const values = schema.enum as unknown[] | undefined
  return { ...schema, nullable: true, ...(values === undefined ? {} : { enum: [...values, null] }) }
}
