/** JSON text, or a placeholder that the caller replaces by JSON text when it is sent. */
type Raw<Piece> = string | Piece

/** Makes a list, in pieces, from elements that are JSON texts. */
export function rawList<Piece>(elements: readonly Raw<Piece>[]): Raw<Piece>[] {
  return ['[', ...elements.flatMap((element, index) => (index > 0 ? [',', element] : [element])), ']']
}

/**
 * Makes an object, in pieces, from the members of `known`, followed by members that are JSON texts. Stored texts are
 * thus sent unchanged, without being parsed and encoded again.
 */
export function rawObject<Piece>(
  known: object,
  raw: Readonly<Record<string, Raw<Piece> | Raw<Piece>[]>>,
): Raw<Piece>[] {
  const start = JSON.stringify(known).slice(0, -1)
  const members = Object.entries(raw).flatMap(([name, value], index) => [
    `${start === '{' && index === 0 ? '' : ','}${JSON.stringify(name)}:`,
    ...(Array.isArray(value) ? value : [value]),
  ])
  return [start, ...members, '}']
}
