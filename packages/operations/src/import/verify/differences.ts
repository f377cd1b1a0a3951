/** A place where two JSON values differ. */
export interface Difference {
  /** JSON pointer. */
  place: string
  /** Undefined: it is not there. */
  there: unknown
  here: unknown
}

/** The innermost places where two JSON values differ; the order of members does not count. Pure. */
export function differences(there: unknown, here: unknown, place = ''): Difference[] {
  if (Object.is(there, here)) return []
  if (Array.isArray(there) && Array.isArray(here)) return membersDiffer({ ...there }, { ...here }, place)
  if (isObject(there) && isObject(here)) return membersDiffer(there, here, place)
  return [{ place, there, here }]
}

function membersDiffer(
  there: Record<string, unknown>,
  here: Record<string, unknown>,
  place: string,
): Difference[] {
  const names = new Set([...Object.keys(there), ...Object.keys(here)])
  return [...names].flatMap((name) =>
    differences(
      Object.hasOwn(there, name) ? there[name] : undefined,
      Object.hasOwn(here, name) ? here[name] : undefined,
      `${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    ),
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
