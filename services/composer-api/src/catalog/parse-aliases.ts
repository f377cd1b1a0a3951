/**
 * Reads `DISTRO_ALIASES`: `name=distribution` pairs separated by commas; blanks around them are ignored.
 * @throws Error naming the first part that is no such pair.
 */
export function parseAliases(text: string): Record<string, string> {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [alias, name, ...rest] = pair.split('=').map((part) => part.trim())
      if (alias === undefined || alias === '' || name === undefined || name === '' || rest.length > 0) {
        throw new Error(`${JSON.stringify(pair)} is not of the form name=distribution`)
      }
      return [alias, name]
    }),
  )
}
