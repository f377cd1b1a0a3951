const dashed = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/
const undashed = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/

/** Characters of the longest form: `urn:uuid:` and a UUID with dashes. */
const maxLength = 45

/**
 * Converts a UUID of any version to its canonical form. Clients also write UUIDs without dashes, in braces, in upper
 * case or as URN.
 * @returns undefined when the text is none of these
 */
export function canonicalUuid(text: string): string | undefined {
  if (text.length > maxLength) return undefined
  const bare = text
    .toLowerCase()
    .replace(/^urn:uuid:/, '')
    .replace(/^\{(.*)\}$/, '$1')
  if (dashed.test(bare)) return bare
  return undashed.test(bare) ? bare.replace(undashed, '$1-$2-$3-$4-$5') : undefined
}
