/** 1 for the bytes of a string that stand for themselves: no quote, no backslash, no control character. */
const plain = new Uint8Array(256).fill(1, 0x20)
plain[0x22] = 0
plain[0x5c] = 0

/**
 * Most bytes of a long text are in strings, and this is all that is done with them. A table of bytes is read twice as fast
 * as the bytes are compared.
 * @returns the index of the next byte that ends the string, or is an escape or an error; that behind the text without one
 */
export function skipPlain(json: Buffer, at: number): number {
  const { length } = json
  let next = at
  // A look behind the end would make this slow for ever.
  while (next < length && plain[json[next] as number] === 1) next += 1
  return next
}
