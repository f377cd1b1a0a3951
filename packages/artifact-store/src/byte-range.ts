/** Part of a file: from `start` to `end` inclusive (to the end of the file without one), or its last `suffix` bytes. */
export type ByteRange = { start: number; end?: number } | { suffix: number }

/**
 * Reads a `Range` header (RFC 9110 §14.2). Undefined when there is nothing to honour: no header, another unit, several
 * ranges, or a malformed one; the whole file is then the right answer.
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

/** The first and last byte that `range` means in a file of `total` bytes; undefined when it lies outside. */
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
