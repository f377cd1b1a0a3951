/** The numbers that a pattern finds in a name: `{major}` as text, `{minor}` as a number. */
export interface NameParts {
  major?: string
  minor?: number
}

/** The parts of a name that fits the pattern; undefined for any other name. */
export type NamePattern = (name: string) => NameParts | undefined

/** Two to eighteen digits without a leading zero; such a number always fits a 64-bit integer. */
const major = '[1-9][0-9]{1,17}'

/**
 * Compiles a pattern of distribution names, such as `rhel-9.{minor}`. A minor has at most as many digits as
 * `maxMinor`; leading zeros are ignored, so `rhel-9.04` is 9.4.
 */
export function compileNamePattern(template: string, maxMinor = 99): NamePattern {
  const minor = `[0-9]{1,${String(maxMinor).length}}`
  const source = template
    .split(/(\{major\}|\{minor\})/)
    .map((piece) =>
      piece === '{major}' ? `(?<major>${major})` : piece === '{minor}' ? `(?<minor>${minor})` : escape(piece),
    )
    .join('')
  const pattern = new RegExp(`^${source}$`)
  return (name) => {
    const match = pattern.exec(name)
    if (match === null) return undefined
    const { major, minor } = match.groups ?? {}
    if (minor !== undefined && Number(minor) > maxMinor) return undefined
    return {
      ...(major === undefined ? {} : { major }),
      ...(minor === undefined ? {} : { minor: Number(minor) }),
    }
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
