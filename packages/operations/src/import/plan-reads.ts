import type { TextSizes } from './sql/read-texts.js'

/** Results that are longer are stored in slices, one result at a time. */
export const longResultBytes = 1024 * 1024

/** Bytes of args and results that one statement brings, unless one job alone has more args. */
const readBytes = 4 * 1024 * 1024

/** Which jobs' texts are read together, so that memory does not grow with what jobs left behind. Pure. */
export function planReads(sizes: readonly TextSizes[]): string[][] {
  const reads: string[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const { id, args, result } of sizes) {
    const own = args + (result > longResultBytes ? 0 : result)
    bytes += own
    if (bytes > readBytes) {
      reads.push([])
      bytes = own
    }
    reads.at(-1)?.push(id)
  }
  return reads
}
