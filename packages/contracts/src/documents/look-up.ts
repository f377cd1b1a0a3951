/**
 * What a pointer like `#/components/schemas/Thing` points to.
 * @throws Error when there is nothing
 */
export function lookUp(document: unknown, pointer: string): unknown {
  const found = pointer
    .replace(/^#\//, '')
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
  if (found === undefined) throw new Error(`The document has no ${pointer}`)
  return found
}

/** The key of an object's member as a part of a pointer. */
export const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
