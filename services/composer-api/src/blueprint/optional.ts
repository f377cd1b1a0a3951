/** Applies `map` to an area that is present. An absent area gives undefined, and an empty list counts as absent. */
export function optional<T, R>(area: T | undefined, map: (area: T) => R): R | undefined {
  if (area === undefined || (Array.isArray(area) && area.length === 0)) return undefined
  return map(area)
}
