const units = new Map(
  Object.entries({
    '': 1,
    B: 1,
    kB: 1e3,
    KiB: 2 ** 10,
    MB: 1e6,
    MiB: 2 ** 20,
    GB: 1e9,
    GiB: 2 ** 30,
    TB: 1e12,
    TiB: 2 ** 40,
  }),
)

const sizePattern = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/

/**
 * Bytes of a size such as `20 GiB`, `1.5GB` or `1048576`. Units are case-sensitive; fractions of a byte are cut off.
 * @returns undefined when the text is no size, or the number of bytes is no safe integer.
 */
export function parseByteSize(text: string): number | undefined {
  const [, number, unit] = sizePattern.exec(text.trim()) ?? []
  const factor = unit === undefined ? undefined : units.get(unit)
  if (number === undefined || factor === undefined) return undefined
  const bytes = Math.floor(Number(number) * factor)
  return Number.isSafeInteger(bytes) ? bytes : undefined
}
