/** In UTF-16 units. Longer texts are cut: the whole result is kept beside the outcome. */
const maxText = 64 * 1024
const maxDetails = 256 * 1024
const maxDepth = 32

/**
 * A copy that jsonb takes: no NUL and no half of a surrogate pair, which Postgres refuses, and of bounded length and
 * depth.
 */
export function storable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storableText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === maxDepth) return '(more of this is in the result)'
  if (Array.isArray(value)) return value.map((element) => storable(element, depth + 1))
  const members = Object.entries(value).map(([name, member]): [string, unknown] => {
    const copy = storable(member, depth + 1)
    return [storableText(name), name === 'details' ? bounded(copy) : copy]
  })
  return Object.fromEntries(members)
}

function storableText(text: string): string {
  const cut = text.length > maxText ? `${text.slice(0, maxText)}…` : text
  return cut.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\ufffd')
}

/** Details of errors are free in shape, and thus the one part of an outcome that may be long as a whole. */
function bounded(details: unknown): unknown {
  const { length } = JSON.stringify(details) ?? ''
  return length > maxDetails ? `(the details, ${length} characters, are in the result)` : details
}
