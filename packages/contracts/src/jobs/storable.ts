/** Longer texts are cut: the whole result is kept beside the outcome. */
const maxLength = 64 * 1024

/**
 * A copy that jsonb takes: no NUL and no half of a surrogate pair, which Postgres refuses, and no text without bound.
 */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(storable)
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [storableText(name), storable(member)]),
    )
  }
  return value
}

function storableText(text: string): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text
  return cut.replaceAll('\u0000', '').toWellFormed()
}
