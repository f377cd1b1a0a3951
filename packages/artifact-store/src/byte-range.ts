/** Part of a file: from `start` to `end` inclusive (to the end of the file without one), or its last `suffix` bytes. */
export type ByteRange = { start: number; end?: number } | { suffix: number }

/**
 * Parses a `Range` header (RFC 9110 §14.2).
 * @returns undefined if the whole file is to be answered: no header, another unit, several ranges, or a malformed range
 */
export function parseByteRange(header: string | undefined): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '')
  if (!match) return undefined
  const [, first = '', last = ''] = match
  if (first === '') return last === '' ? undefined : { suffix: Number(last) }
  const start = Number(first)
  if (last === '') return { start }
  const end = Number(last)
  return end < start ? undefined : { start, end }
}

/** Computes the first and last byte of `range` in a file of `total` bytes; undefined if the range lies outside. */
export function resolveByteRange(
  range: ByteRange,
  total: number,
): { start: number; end: number } | undefined {
  if ('suffix' in range) {
    if (range.suffix === 0 || total === 0) return undefined
    return { start: Math.max(0, total - range.suffix), end: total - 1 }
  }
  if (range.start >= total) return undefined
  return { start: range.start, end: Math.min(range.end ?? total - 1, total - 1) }
}
