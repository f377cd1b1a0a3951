/** 1 for bytes that need no handling inside a string: all except quotes, backslashes and control characters. */
const plain = new Uint8Array(256).fill(1, 0x20)
plain[0x22] = 0
plain[0x5c] = 0

/**
 * Skips the plain bytes of a string. Most bytes of a long text are plain, so speed matters here: the table is twice as
 * fast as comparisons.
 * @returns the index of the next quote, backslash or control character; the length of the text if there is none
 */
export function skipPlain(json: Buffer, at: number): number {
  const { length } = json
  let next = at
  // Never read past the end: one such read would make this function slow for the rest of the process.
  while (next < length && plain[json[next] as number] === 1) next += 1
  return next
}
