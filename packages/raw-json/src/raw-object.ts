/** JSON text, or something that stands for JSON text until it is sent. */
type Raw<Piece> = string | Piece

/** A list whose elements are JSON texts already. */
export function rawList<Piece>(elements: readonly Raw<Piece>[]): Raw<Piece>[] {
  return ['[', ...elements.flatMap((element, index) => (index > 0 ? [',', element] : [element])), ']']
}

/**
 * An object with members that are JSON texts already, in pieces, after those of `known`: stored texts go where they are
 * wanted as they are, without being parsed and written again.
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
