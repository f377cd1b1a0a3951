const fewest = 4

/**
 * The first and last UUID that begin with these characters; dashes are ignored.
 * @returns undefined when no UUID begins with the text, or when it has fewer than four digits
 */
export function idRange(beginning: string): { first: string; last: string } | undefined {
  const digits = beginning.toLowerCase().replaceAll('-', '')
  if (!/^[0-9a-f]{4,32}$/.test(digits) || digits.length < fewest) return undefined
  return { first: dashed(digits.padEnd(32, '0')), last: dashed(digits.padEnd(32, 'f')) }
}

const dashed = (digits: string): string =>
  digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
