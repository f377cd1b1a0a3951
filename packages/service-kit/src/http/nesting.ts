const quote = 0x22
const backslash = 0x5c
const opening = new Set([0x5b, 0x7b])
const closing = new Set([0x5d, 0x7d])

/** Whether the brackets of a JSON text stand deeper in each other than `limit`: what recurses over it would overflow. */
export function nestsDeeperThan(json: Buffer, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] as number
    if (inString) {
      if (byte === backslash) at += 1
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (opening.has(byte) && (depth += 1) > limit) return true
    else if (closing.has(byte)) depth -= 1
  }
  return false
}
